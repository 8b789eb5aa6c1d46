package dev.panallama.runner.desktop;

import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.GridBagLayout;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.SwingUtilities;

/// What stands in the middle before anything is said: the model, and how far it has come. Serves the event thread.
final class Welcome extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int STEPS = 1000;

    private final JLabel title = new JLabel();
    private final JLabel line = new JLabel(" ");
    private final JProgressBar bar = new JProgressBar(0, STEPS);

    Welcome() {
        super(new GridBagLayout());
        setOpaque(false);
        var column = new JPanel();
        column.setOpaque(false);
        column.setLayout(new BoxLayout(column, BoxLayout.Y_AXIS));
        for (JLabel it : new JLabel[]{title, line}) it.putClientProperty("html.disable", true);
        bar.setMaximumSize(new Dimension(260, 6));
        bar.setPreferredSize(new Dimension(260, 6));
        bar.setBorderPainted(false);
        bar.setVisible(false);
        for (Component it : new Component[]{title, Box.createVerticalStrut(8), line, Box.createVerticalStrut(16),
            bar}) {
            if (it instanceof javax.swing.JComponent part) part.setAlignmentX(CENTER_ALIGNMENT);
            column.add(it);
        }
        add(column);
        dress();
    }

    void say(String head, String more) {
        title.setText(head);
        line.setText(more.isEmpty() ? " " : more);
        bar.setVisible(false);
    }

    /// Shows progress.
    ///
    /// @param fraction how much is done, less than 0 if that is not known
    void progress(double fraction) {
        bar.setVisible(true);
        bar.setIndeterminate(fraction < 0);
        if (fraction >= 0) bar.setValue((int) (fraction * STEPS));
    }

    private void dress() {
        title.setFont(Type.title());
        line.setFont(Type.text());
        line.setForeground(Shades.now().muted());
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (title != null) SwingUtilities.invokeLater(this::dress);
    }
}
