package io.trivet.bench.linearizability;

import io.trivet.bench.linearizability.Effects.Requirement;

/** What the operations that are not in order yet ask of each value, and how many of them could bring it about. */
final class Demand {

    private final int[] asked;
    private final int[] needed;
    private final int[] sources;

    /** The demand of all; an unknown write need not happen, and so needs nothing, though it may ask for a value. */
    Demand(Effects known, Effects unknown) {
        int states = 1 + Math.max(known.greatest(), unknown.greatest());
        asked = new int[states];
        needed = new int[states];
        sources = new int[states];
        for (int i = 0; i < known.count(); i++) {
            count(known, i, 1);
        }
        for (int i = 0; i < unknown.count(); i++) {
            sources[unknown.effects[i]]++;
            if (unknown.requirements[i] != Requirement.NOTHING) {
                asked[unknown.operands[i]]++;
            }
        }
    }

    /** Counts an operation in or out. */
    void count(Effects known, int i, int change) {
        if (known.requirements[i] != Requirement.NOTHING) {
            asked[known.operands[i]] += change;
        }
        if (known.requirements[i] == Requirement.EQUAL) {
            needed[known.operands[i]] += change;
        }
        if (known.effects[i] != Effects.KEEP) {
            sources[known.effects[i]] += change;
        }
    }

    /** Counts an unknown write in or out that could bring a value about. */
    void countSource(int value, int change) {
        sources[value] += change;
    }

    /** Whether anything asks for a value; if not, it is as good as any other such value. */
    boolean isAsked(int state) {
        return state == Search.ANYTHING || asked[state] > 0;
    }

    /** Whether there can be no order once a value is gone: something needs it, and nothing can bring it back. */
    boolean mustStay(int state) {
        return state != Search.ANYTHING && needed[state] > 0 && sources[state] == 0;
    }
}
