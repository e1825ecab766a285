package io.trivet.bench.it;

/** An executor that gives every task a daemon thread of its own. */
final class Threads {

    private Threads() {}

    static void run(Runnable work) {
        Thread thread = new Thread(work, "it-client");
        thread.setDaemon(true);
        thread.start();
    }
}
