package io.trivet.bench.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The links between the nodes of a cluster, one for each direction. What is lost is lost silently, by the packet
 * filter of the receiver: connections stay open and nobody is told. Links to this process are never lost.
 * Each loss is undone by itself; a link works when no loss is left on it. Safe for use by many threads.
 */
public final class Links {

    private final Namespaces namespaces;
    private final List<NodeProcess> nodes;
    private final List<Loss> losses = new ArrayList<>();

    Links(Namespaces namespaces, List<NodeProcess> nodes) {
        this.namespaces = namespaces;
        this.nodes = nodes;
    }

    /** Loses every packet from one node to another; the way back stays. */
    public Loss cut(NodeProcess from, NodeProcess to) {
        return lose(List.of(new Link(from, to)), 100);
    }

    /** Loses every packet that some nodes send to others; the way back stays. */
    public Loss cut(Collection<NodeProcess> from, Collection<NodeProcess> to) {
        return lose(between(from, to), 100);
    }

    /** Loses every packet from and to a node. */
    public Loss isolate(NodeProcess node) {
        return lose(around(node), 100);
    }

    /** Loses a share of the packets from one node to another, chosen at random. */
    public Loss lossy(NodeProcess from, NodeProcess to, int percent) {
        return lose(List.of(new Link(from, to)), percent);
    }

    /** Loses a share of the packets from and to a node, chosen at random. */
    public Loss lossy(NodeProcess node, int percent) {
        return lose(around(node), percent);
    }

    /** Parts the nodes in two halves that have one node in common: it reaches all, the halves do not reach each other. */
    public Loss bridge(NodeProcess common) {
        List<NodeProcess> rest = nodes.stream().filter(node -> node != common).toList();
        List<NodeProcess> left = rest.subList(0, rest.size() / 2);
        List<NodeProcess> right = rest.subList(rest.size() / 2, rest.size());
        List<Link> links = new ArrayList<>(between(left, right));
        links.addAll(between(right, left));
        return lose(links, 100);
    }

    /** Undoes every loss. */
    public synchronized void healAll() {
        losses.clear();
        nodes.forEach(this::apply);
    }

    /** The nftables expression that matches a share of the packets of a sender. */
    static String share(String host, int percent) {
        return "ip saddr " + host + (percent == 100 ? "" : " numgen random mod 100 < " + percent);
    }

    private synchronized Loss lose(List<Link> links, int percent) {
        Loss loss = new Loss(links, percent);
        losses.add(loss);
        loss.receivers().forEach(this::apply);
        return loss;
    }

    private void apply(NodeProcess receiver) {
        List<String> drops = new ArrayList<>();
        for (Loss loss : losses) {
            for (Link link : loss.links) {
                if (link.to() == receiver) {
                    drops.add(share(namespaces.host(nodes.indexOf(link.from())), loss.percent));
                }
            }
        }
        namespaces.filter(nodes.indexOf(receiver), drops);
    }

    private List<Link> around(NodeProcess node) {
        List<NodeProcess> others = nodes.stream().filter(other -> other != node).toList();
        List<Link> links = new ArrayList<>(between(List.of(node), others));
        links.addAll(between(others, List.of(node)));
        return links;
    }

    private static List<Link> between(Collection<NodeProcess> from, Collection<NodeProcess> to) {
        return from.stream()
                .flatMap(sender -> to.stream().map(receiver -> new Link(sender, receiver)))
                .toList();
    }

    private record Link(NodeProcess from, NodeProcess to) {}

    /** A loss on some links, until it is healed. Healing it twice does nothing. */
    public final class Loss {

        private final List<Link> links;
        private final int percent;

        private Loss(List<Link> links, int percent) {
            this.links = links;
            this.percent = percent;
        }

        private Set<NodeProcess> receivers() {
            Set<NodeProcess> receivers = new LinkedHashSet<>();
            links.forEach(link -> receivers.add(link.to()));
            return receivers;
        }

        /** Ends the loss. */
        public void heal() {
            synchronized (Links.this) {
                if (losses.remove(this)) {
                    receivers().forEach(Links.this::apply);
                }
            }
        }
    }
}
