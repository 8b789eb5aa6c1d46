package dev.panallama.internal.natives;

/// A program that loads llama.cpp and prints the folder that it came from.
final class LoadLibraries {
    private LoadLibraries() {}

    public static void main(String[] args) {
        System.out.println(LibraryLoader.load().directory());
    }
}
