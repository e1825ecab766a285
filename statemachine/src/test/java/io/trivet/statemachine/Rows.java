package io.trivet.statemachine;

import io.trivet.statemachine.Database.Cursor;
import io.trivet.statemachine.Database.Family;
import io.trivet.statemachine.Database.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at a store's rows behind its back, and copies its files as a crash would leave them. */
final class Rows {
    static final StoreOptions SMALL = new StoreOptions(1 << 20, 64 << 10, 64 << 10);

    private Rows() {}

    /** All rows of all families in hexadecimal, through a checkpoint made in a folder that does not exist yet. */
    static Map<Family, Map<String, String>> of(Store store, Path checkpoint) {
        store.checkpoint(checkpoint);
        try (Database database = Database.open(checkpoint, SMALL)) {
            return of(database);
        }
    }

    static Map<Family, Map<String, String>> of(Database database) {
        Map<Family, Map<String, String>> all = new EnumMap<>(Family.class);
        try (View view = database.view()) {
            for (Family family : Family.values()) {
                Map<String, String> rows = new TreeMap<>();
                try (Cursor cursor = view.rows(family)) {
                    for (; cursor.hasRow(); cursor.next()) {
                        rows.put(hex(cursor.key()), hex(cursor.value()));
                    }
                }
                all.put(family, rows);
            }
        }
        return all;
    }

    /** The rows that a store must have whose log the model applied; none of {@code meta}. */
    static Map<Family, Map<String, String>> of(Model model) {
        Map<Family, Map<String, String>> all = new EnumMap<>(Family.class);
        for (Family family : List.of(Family.LATEST, Family.HISTORY, Family.CHANGES)) {
            all.put(family, new TreeMap<>());
        }
        for (byte[] key : TestLog.KEYS) {
            Record newest = model.readAt(key, model.revision);
            if (newest != null) {
                all.get(Family.LATEST).put(hex(key), hex(RecordCodec.encode(newest)));
            }
            model.historyOf(key)
                    .forEach((revision, record) -> all.get(Family.HISTORY)
                            .put(
                                    hex(Keys.history(key, revision)),
                                    hex(record == null ? RecordCodec.tombstone() : RecordCodec.encode(record))));
            model.changesOf(key)
                    .forEach((revision, change) ->
                            all.get(Family.CHANGES).put(hex(Keys.change(revision, 0)), hex(change.encode())));
        }
        return all;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Copies the files of a store that is open, all as of one moment: what a kill -9 at that moment would leave. */
    static void copyAsCrashed(Path live, Path copy) throws IOException {
        while (!tryCopy(live, copy)) {
            Disk.deleteTree(copy);
        }
    }

    private static boolean tryCopy(Path live, Path copy) throws IOException {
        Files.createDirectories(copy);
        List<String> before = shape(live);
        for (Path file : Disk.list(live)) {
            try {
                Path target = copy.resolve(file.getFileName());
                if (file.toString().endsWith(".sst")) {
                    Files.createLink(target, file);
                } else {
                    Files.copy(file, target);
                }
            } catch (NoSuchFileException deletedMeanwhile) {
                return false;
            }
        }
        return before.equals(shape(live));
    }

    /** Which files there are; that of the manifest, which alone says what belongs to the database, with its size. */
    private static List<String> shape(Path live) throws IOException {
        List<String> shape = new java.util.ArrayList<>();
        for (Path file : Disk.list(live)) {
            String name = file.getFileName().toString();
            shape.add(name.startsWith("MANIFEST") ? name + " " + Files.size(file) : name);
        }
        return shape;
    }
}
