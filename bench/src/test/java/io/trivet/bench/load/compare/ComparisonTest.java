package io.trivet.bench.load.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivet.bench.load.compare.Comparison.Figures;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final Comparison comparison = new Comparison();

    private static Figures figures(double throughput, double p99) {
        return new Figures(throughput, 1, p99, 0, 20, 300, 250);
    }

    @Test
    void when_roundsDiffer_then_ratiosAreOfTheSameRound() {
        comparison.add(Map.of("trivet, HTTP", figures(3_000, 10), "etcd, gRPC", figures(1_000, 20)));
        comparison.add(Map.of("trivet, HTTP", figures(300, 100), "etcd, gRPC", figures(150, 200)));
        comparison.add(Map.of("trivet, HTTP", figures(4_000, 10), "etcd, gRPC", figures(1_000, 40)));
        assertEquals(Optional.of(new Spread(3, 2, 4)), comparison.ratioToBestPeer(Figures::throughput));
        assertEquals(Optional.of(new Spread(0.5, 0.25, 0.5)), comparison.ratioToBestPeer(Figures::p99));
        assertEquals(
                new Spread(1_000, 150, 1_000),
                comparison.spreads(Figures::throughput).get("etcd, gRPC"));
        assertEquals(Optional.empty(), comparison.shareOfConstant());
    }

    @Test
    void when_peersAreSeveral_then_theOneWithTheMostThroughputCounts() {
        comparison.add(Map.of(
                "trivet, HTTP", figures(600, 10),
                "constant, HTTP", figures(1_000, 1),
                "etcd, gRPC", figures(100, 5),
                "etcd, JSON", figures(300, 40),
                "zookeeper, native", figures(200, 3)));
        assertEquals(Optional.of(new Spread(2, 2, 2)), comparison.ratioToBestPeer(Figures::throughput));
        assertEquals(Optional.of(new Spread(0.25, 0.25, 0.25)), comparison.ratioToBestPeer(Figures::p99));
        assertEquals(Optional.of(new Spread(0.6, 0.6, 0.6)), comparison.shareOfConstant());
    }

    @Test
    void when_nobodyElseTakesPart_then_thereAreNoRatios() {
        comparison.add(Map.of("trivet, HTTP", figures(600, 10)));
        assertEquals(Optional.empty(), comparison.ratioToBestPeer(Figures::throughput));
        assertEquals(Optional.empty(), comparison.shareOfConstant());
    }

    @Test
    void when_figuresAreEven_then_medianIsBetween() {
        assertEquals(new Spread(2.5, 1, 4), Spread.of(List.of(4.0, 1.0, 3.0, 2.0)));
        assertEquals(
                "2.50 (1.00 to 4.00)", Spread.of(List.of(4.0, 1.0, 3.0, 2.0)).toString("%.2f"));
    }
}
