package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Rounded;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.Cursor;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.GridLayout;
import java.awt.event.ActionEvent;
import java.awt.event.ActionListener;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.KeyStroke;

/// A row of the list of models: a title, a line below it, a button at the right, and progress if there is some. Serves the event
/// thread.
final class Card extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int STEPS = 1000;

    private final JLabel title = new JLabel();
    private final JLabel line = new JLabel();
    private final JButton button = new JButton();
    private final JProgressBar bar = new JProgressBar(0, STEPS);
    private boolean chosen;
    private boolean hovered;

    Card(String head, String below) {
        super(new BorderLayout(8, 4));
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(7, 12, 7, 6));
        title.putClientProperty("html.disable", true);
        line.putClientProperty("html.disable", true);
        title.setText(head);
        title.setFont(Type.plain());
        line.setFont(Type.small());
        var texts = new JPanel(new GridLayout(2, 1, 0, 1));
        texts.setOpaque(false);
        texts.add(title);
        texts.add(line);
        say(below);
        button.setVisible(false);
        button.setContentAreaFilled(false);
        button.setBorder(BorderFactory.createEmptyBorder(5, 6, 5, 6));
        button.setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        bar.setVisible(false);
        bar.setPreferredSize(new Dimension(60, 4));
        bar.setBorderPainted(false);
        add(texts, BorderLayout.CENTER);
        add(button, BorderLayout.EAST);
        add(bar, BorderLayout.SOUTH);
    }

    /// Writes the line below the title.
    void say(String words) {
        line.setText(words);
        line.setForeground(Shades.now().muted());
    }

    /// Shows how much is done, from 0 to 1; less if that is not known.
    void progress(double done) {
        bar.setVisible(true);
        bar.setIndeterminate(done < 0);
        bar.setValue((int) (done * STEPS));
    }

    /// Shows the button.
    ///
    /// @param meaning what it does, for who hovers over it or has the screen read
    Card with(Glyph glyph, String meaning, ActionListener action) {
        for (ActionListener it : button.getActionListeners()) button.removeActionListener(it);
        button.addActionListener(action);
        button.setIcon(glyph.icon(17, Shades.now().muted()));
        button.setRolloverIcon(glyph.icon(17, Shades.now().accent()));
        button.setToolTipText(meaning);
        button.getAccessibleContext().setAccessibleName(meaning + " " + title.getText());
        button.setVisible(true);
        return this;
    }

    /// Makes it what can be chosen.
    Card choosing(Runnable action, boolean isChosen) {
        chosen = isChosen;
        if (chosen) title.setFont(title.getFont().deriveFont(Font.BOLD));
        setCursor(Cursor.getPredefinedCursor(Cursor.HAND_CURSOR));
        setFocusable(true);
        getAccessibleContext().setAccessibleName(title.getText());
        on("ENTER", action);
        addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                action.run();
            }

            @Override
            public void mouseEntered(MouseEvent event) {
                hovered = true;
                repaint();
            }

            @Override
            public void mouseExited(MouseEvent event) {
                hovered = false;
                repaint();
            }
        });
        return this;
    }

    /// Has a key do something while it is chosen among the others.
    void on(String key, Runnable action) {
        getInputMap().put(KeyStroke.getKeyStroke(key), key);
        getActionMap().put(key, new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                action.run();
            }
        });
    }

    /// Shows that it cannot be had.
    Card faded(String why) {
        title.setForeground(Shades.now().muted());
        setToolTipText(why);
        return this;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Shades shades = Shades.now();
        if (chosen) Rounded.fill(graphics, this, Shades.mix(shades.ground(), shades.accent(), 0.15), null, 14);
        else
            if (hovered || isFocusOwner())
                Rounded.fill(graphics, this, Shades.mix(shades.ground(), shades.text(), 0.07), null, 14);
    }
}
