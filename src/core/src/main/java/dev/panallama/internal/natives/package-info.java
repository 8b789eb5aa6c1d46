/// Finds llama.cpp's libraries, in a folder that the user names or in jars on the class path, and loads them.
///
/// It writes nowhere but into a folder of its own in the user's cache. [LibraryLoader] is the way in.
@NullMarked
package dev.panallama.internal.natives;

import org.jspecify.annotations.NullMarked;
