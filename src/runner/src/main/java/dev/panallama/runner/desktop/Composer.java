package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.util.function.Consumer;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/// Where a person writes: Enter sends, Shift+Enter begins another line, Escape stops. Serves the event thread.
final class Composer extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int ROWS = 8; // before it scrolls
    private static final int BUTTON = 34;

    private final Hinted text = new Hinted();
    private final JScrollPane scroll = new JScrollPane(text);
    private final RoundButton button = new RoundButton();
    private final transient Consumer<String> send;
    private final transient Runnable stop;
    private boolean busy;

    Composer(Consumer<String> send, Runnable stop) {
        super(new BorderLayout(8, 0));
        this.send = send;
        this.stop = stop;
        setOpaque(false);
        text.setLineWrap(true);
        text.setWrapStyleWord(true);
        text.getAccessibleContext().setAccessibleName("message");
        text.getDocument().addDocumentListener(new Resizing());
        on("ENTER", this::act);
        on("ESCAPE", stop);
        text.getInputMap().put(KeyStroke.getKeyStroke("shift ENTER"), "insert-break");
        button.addActionListener(_ -> act());
        var place = new JPanel(new java.awt.GridBagLayout());
        place.setOpaque(false);
        var bottom = new java.awt.GridBagConstraints();
        bottom.anchor = java.awt.GridBagConstraints.SOUTH;
        bottom.weighty = 1;
        place.add(button, bottom);
        add(scroll, BorderLayout.CENTER);
        add(place, BorderLayout.EAST);
        dress();
    }

    private void on(String key, Runnable action) {
        text.getInputMap().put(KeyStroke.getKeyStroke(key), key);
        text.getActionMap().put(key, new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                action.run();
            }
        });
    }

    private void act() {
        if (busy) {
            if (!text.getText().isBlank()) return; // what is written waits for the answer
            stop.run();
            return;
        }
        String message = text.getText().strip();
        if (message.isEmpty()) return;
        text.setText("");
        send.accept(message);
    }

    /// Shows whether something is under way that can be stopped.
    void busy(boolean now) {
        busy = now;
        button.turn(now);
    }

    /// Says what may be written.
    void hint(String words) {
        text.hint = words;
        text.repaint();
    }

    JTextArea text() {
        return text;
    }

    private void dress() {
        Shades shades = Shades.now();
        text.setFont(Type.text());
        Clear.ground(text);
        text.setBorder(BorderFactory.createEmptyBorder(7, 4, 7, 0));
        scroll.setBorder(null);
        scroll.setOpaque(false);
        scroll.getViewport().setOpaque(false);
        text.setForeground(shades.text());
        text.setCaretColor(shades.text());
        setBorder(BorderFactory.createEmptyBorder(7, 14, 7, 7));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (text != null) SwingUtilities.invokeLater(this::dress);
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Shades shades = Shades.now();
        Rounded.fill(graphics, this, shades.ground(), text.isFocusOwner() ? shades.accent() : shades.line(), 26);
    }

    @Override
    public Dimension getPreferredSize() {
        int line = text.getFontMetrics(text.getFont()).getHeight();
        int frame = text.getInsets().top + text.getInsets().bottom;
        int wanted = Math.clamp(text.getPreferredSize().height, line + frame, ROWS * line + frame);
        return new Dimension(200, Math.max(BUTTON, wanted) + getInsets().top + getInsets().bottom);
    }

    /// Makes room for what is written.
    private final class Resizing implements DocumentListener {
        @Override
        public void insertUpdate(DocumentEvent event) {
            revalidate();
        }

        @Override
        public void removeUpdate(DocumentEvent event) {
            revalidate();
        }

        @Override
        public void changedUpdate(DocumentEvent event) {
            revalidate();
        }
    }

    /// Text that says what may be written while it is empty.
    private static final class Hinted extends JTextArea {
        private static final long serialVersionUID = 1L;

        private static final int BESIDE_CARET = 3;

        private String hint = "";

        Hinted() {
            addFocusListener(new java.awt.event.FocusAdapter() {
                @Override
                public void focusGained(java.awt.event.FocusEvent event) {
                    frame();
                }

                @Override
                public void focusLost(java.awt.event.FocusEvent event) {
                    frame();
                }
            });
        }

        private void frame() {
            JComponent around = (JComponent) SwingUtilities.getAncestorOfClass(Composer.class, this);
            if (around != null) around.repaint();
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            super.paintComponent(graphics);
            if (getDocument().getLength() > 0) return;
            ((Graphics2D) graphics).setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING,
                    RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(getFont());
            graphics.setColor(Shades.now().muted());
            graphics.drawString(hint, getInsets().left + BESIDE_CARET,
                    getInsets().top + graphics.getFontMetrics().getAscent());
        }
    }

    /// Sends, or stops.
    private static final class RoundButton extends JButton {
        private static final long serialVersionUID = 1L;

        private boolean stops;

        RoundButton() {
            setContentAreaFilled(false);
            setBorderPainted(false);
            setFocusPainted(false);
            setBorder(null);
            setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
            setPreferredSize(new Dimension(BUTTON, BUTTON));
            turn(false);
        }

        private void turn(boolean now) {
            stops = now;
            setToolTipText(now ? "Stop (Escape)" : "Send (Enter)");
            getAccessibleContext().setAccessibleName(now ? "stop" : "send");
            repaint();
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            Shades shades = Shades.now();
            var ground = getModel().isRollover() ? Shades.mix(shades.accent(), shades.text(), 0.15) : shades.accent();
            Rounded.fill(graphics, this, ground, isFocusOwner() ? shades.text() : null, BUTTON);
            int size = stops ? 18 : 20;
            (stops ? Glyph.STOP : Glyph.SEND).icon(size, shades.onAccent())
                    .paintIcon(this, graphics, (getWidth() - size) / 2, (getHeight() - size) / 2);
        }
    }
}
