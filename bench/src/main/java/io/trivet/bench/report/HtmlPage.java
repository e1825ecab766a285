package io.trivet.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run as one HTML file that needs nothing else.
 *
 * @param title what the window is called
 * @param good whether all is as it should be
 * @param verdict the heading, which says so
 * @param command what was run
 * @param drawing SVG, one or more
 * @param text figures, set as they are
 */
public record HtmlPage(String title, boolean good, String verdict, String command, String drawing, String text) {

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
            svg .median { fill: #a9c8f5 } svg .spread { fill: #1f5fbf }
            """;

    /** Writes the file. */
    public void write(Path file) throws IOException {
        Files.writeString(file, toString());
    }

    /** The page. */
    @Override
    public String toString() {
        return "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>\n<title>" + Svg.escape(title)
                + "</title>\n<style>\n" + STYLE + "</style></head><body>\n<h1 class='"
                + (good ? "ok-verdict" : "bad-verdict") + "'>" + Svg.escape(verdict) + "</h1>\n<p><code>"
                + Svg.escape(command) + "</code></p>\n" + drawing + "<pre>" + Svg.escape(text)
                + "</pre>\n</body></html>\n";
    }
}
