package dev.panallama.grammar;

import java.util.ArrayList;
import java.util.List;

/// Places in a grammar that become more: a step, what has been read of its character, and where to return to.
final class Places {
    private record Place(int step, int character, Frame frame) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            if (step != other.step) return Integer.compare(step, other.step);
            if (character != other.character) return Integer.compare(character, other.character);
            return Integer.compare(frame.id(), other.frame.id());
        }
    }

    private final List<Place> list = new ArrayList<>();

    int size() {
        return list.size();
    }

    void add(int step, int character, Frame frame) {
        list.add(new Place(step, character, frame));
    }

    /// Sorts the places by step, then by character and by frame, and leaves each once.
    void settle() {
        list.sort(null);
        int last = 0;
        for (int i = 1; i < list.size(); i++)
            if (list.get(i).compareTo(list.get(last)) != 0) list.set(++last, list.get(i));
        if (last + 1 < list.size()) list.subList(last + 1, list.size()).clear();
    }

    int[] steps() {
        int[] steps = new int[list.size()];
        for (int i = 0; i < steps.length; i++) steps[i] = list.get(i).step();
        return steps;
    }

    int[] characters() {
        int[] characters = new int[list.size()];
        for (int i = 0; i < characters.length; i++) characters[i] = list.get(i).character();
        return characters;
    }

    Frame[] frames() {
        Frame[] frames = new Frame[list.size()];
        for (int i = 0; i < frames.length; i++) frames[i] = list.get(i).frame();
        return frames;
    }
}
