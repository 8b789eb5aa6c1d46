package dev.panallama.runner.desktop.app;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Light or dark: the colours of the chat page.
enum Theme {
    LIGHT("#fbfcfa", "#1c2420", "#12705c", "#dde4dc", "#56625b", "#f2f5f1"), DARK("#131715", "#e4eae5", "#63c9ae",
            "#2b332f", "#9daaa2", "#181d1a");

    /// The key of the colour behind the lists at the sides.
    static final String SIDE = "Panallama.side";

    private static final Map<String, String> SHAPES = Map.ofEntries(
            Map.entry("Component.arc", "10"),
            Map.entry("Button.arc", "10"),
            Map.entry("TextComponent.arc", "10"),
            Map.entry("ProgressBar.arc", "6"),
            Map.entry("Component.focusWidth", "1"),
            Map.entry("Component.innerFocusWidth", "0"),
            Map.entry("ScrollBar.width", "10"),
            Map.entry("ScrollBar.thumbArc", "999"),
            Map.entry("ScrollBar.thumbInsets", "2,2,2,2"),
            Map.entry("ScrollBar.track", "#00000000"),
            Map.entry("TabbedPane.tabHeight", "40"),
            Map.entry("TabbedPane.contentSeparatorHeight", "0"),
            Map.entry("Table.background", "@background"),
            Map.entry("TableHeader.background", "@background"),
            Map.entry("TableHeader.separatorColor", "@background"),
            Map.entry("Table.rowHeight", "26"),
            Map.entry("Table.showHorizontalLines", "true"),
            Map.entry("TextArea.background", "@background"));

    private final String ground;
    private final String text;
    private final String accent;
    private final String line;
    private final String soft;
    private final String side;

    Theme(String ground, String text, String accent, String line, String soft, String side) {
        this.ground = ground;
        this.text = text;
        this.accent = accent;
        this.line = line;
        this.soft = soft;
        this.side = side;
    }

    /// Has all windows look so, those too that are open.
    void apply() {
        FlatLaf.setGlobalExtraDefaults(defaults());
        boolean done = this == LIGHT ? FlatLightLaf.setup() : FlatDarkLaf.setup();
        if (!done) throw new IllegalStateException("the look of the windows cannot be set");
        FlatLaf.updateUI();
    }

    Theme other() {
        return this == LIGHT ? DARK : LIGHT;
    }

    private Map<String, String> defaults() {
        var all = new HashMap<>(SHAPES);
        all.put("@background", ground);
        all.put("@foreground", text);
        all.put("@accentColor", accent);
        all.put("@disabledForeground", soft);
        for (String it : List.of("Component.borderColor", "Separator.foreground", "Table.gridColor")) all.put(it, line);
        all.put(SIDE, side);
        return all;
    }
}
