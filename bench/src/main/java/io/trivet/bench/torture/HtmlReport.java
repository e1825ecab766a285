package io.trivet.bench.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run as one HTML file that needs nothing else. */
final class HtmlReport {

    private static final String STYLE = """
            body { font: 14px/1.5 system-ui, sans-serif; max-width: 1260px; margin: 2em auto; padding: 0 1em; color: #222 }
            pre { background: #f6f6f4; padding: 1em; overflow-x: auto; font-size: 12px }
            .ok-verdict { color: #17663a } .bad-verdict { color: #b3261e }
            svg text { font: 11px system-ui, sans-serif; fill: #444 }
            svg .title { font-weight: 600; font-size: 12px } svg .label { text-anchor: end }
            svg .inside { font-size: 10px; fill: #222 } svg .rule { stroke: #e4e4e0 }
            svg polyline { fill: none; stroke-width: 1.5 }
            svg .ok { stroke: #17663a } svg .failed { stroke: #d98200 } svg .unknown { stroke: #b3261e }
            svg .p50 { stroke: #17663a } svg .p99 { stroke: #1f5fbf } svg .longest { stroke: #9a9a94 }
            svg .band { fill: #b3261e; opacity: 0.08 } svg .fault { fill: #e9a8a3 } svg .leader { fill: #a9c8f5 }
            """;

    private HtmlReport() {}

    static void write(TortureResult result, Path file) throws IOException {
        String verdict = result.holds() ? "every check holds" : "VIOLATION";
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>\n");
        page.append("<title>torture, seed ")
                .append(result.options().seed())
                .append(": ")
                .append(verdict);
        page.append("</title>\n<style>\n").append(STYLE).append("</style></head><body>\n");
        page.append("<h1 class='")
                .append(result.holds() ? "ok-verdict" : "bad-verdict")
                .append("'>");
        page.append(verdict).append("</h1>\n");
        page.append("<p><code>").append(Svg.escape(result.options().command())).append("</code></p>\n");
        page.append(Charts.draw(result));
        page.append("<pre>").append(Svg.escape(Summary.of(result))).append("</pre>\n");
        page.append("</body></html>\n");
        Files.writeString(file, page);
    }
}
