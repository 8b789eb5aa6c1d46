/// Numbers with their noise, and how they are written down: tables, plots, reports.
@NullMarked
package dev.panallama.bench.figures;

import org.jspecify.annotations.NullMarked;
