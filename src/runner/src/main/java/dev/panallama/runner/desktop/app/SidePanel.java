package dev.panallama.runner.desktop.app;

import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.Logo;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.Rectangle;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ScrollPaneConstants;
import javax.swing.Scrollable;
import javax.swing.UIManager;

/// What stands at the left: the name of the program, and the conversations or the models. Serves the event thread.
final class SidePanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 272;
    private static final int STEP = 32;

    private static final String CHATS = "chats";
    private static final String MODELS = "models";

    private final CardLayout cards = new CardLayout();
    private final JPanel lists = new JPanel(cards);
    private final BarButton chats;
    private final BarButton models = new BarButton(Glyph.MODELS, "Models", "Models here and to download",
            _ -> showModels());
    private final JLabel name = new JLabel("Panallama", Logo.icon(26), JLabel.LEADING);

    SidePanel(ConversationList conversations, ModelList modelList, Runnable newChat) {
        super(new BorderLayout());
        chats = new BarButton(Glyph.CHATS, "Chats", "What was said", _ -> {
            showChats();
            conversations.refresh(_ -> {}); // the chat page may have changed them
        });
        setPreferredSize(new Dimension(WIDTH, 100));
        name.setIconTextGap(10);
        var head = new JPanel(new BorderLayout());
        head.setOpaque(false);
        head.setBorder(BorderFactory.createEmptyBorder(12, 18, 4, 10));
        head.add(name, BorderLayout.CENTER);
        head.add(new BarButton(Glyph.PLUS, "", "New chat", _ -> newChat.run()), BorderLayout.EAST);
        var tabs = new JPanel(new FlowLayout(FlowLayout.LEADING, 2, 0));
        tabs.setOpaque(false);
        tabs.setBorder(BorderFactory.createEmptyBorder(4, 8, 0, 8));
        tabs.add(chats);
        tabs.add(models);
        var top = new JPanel(new BorderLayout());
        top.setOpaque(false);
        top.add(head, BorderLayout.NORTH);
        top.add(tabs, BorderLayout.SOUTH);
        lists.setOpaque(false);
        lists.add(scrolling(conversations), CHATS);
        lists.add(scrolling(modelList), MODELS);
        add(top, BorderLayout.NORTH);
        add(lists, BorderLayout.CENTER);
        dress();
        showModels();
    }

    void showChats() {
        turnTo(true);
    }

    private void showModels() {
        turnTo(false);
    }

    private void turnTo(boolean whatWasSaid) {
        chats.on(whatWasSaid);
        models.on(!whatWasSaid);
        cards.show(lists, whatWasSaid ? CHATS : MODELS);
    }

    /// Returns a pane in which something scrolls up and down.
    static JScrollPane scrolling(JComponent what) {
        var pane = new JScrollPane(new Wide(what), ScrollPaneConstants.VERTICAL_SCROLLBAR_AS_NEEDED,
                ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
        pane.setBorder(null);
        pane.setOpaque(false);
        pane.getViewport().setOpaque(false);
        pane.getVerticalScrollBar().setOpaque(false);
        return pane;
    }

    /// Gives a side its ground and its edge.
    static void dress(JComponent side, boolean right) {
        var ground = UIManager.getColor(Theme.SIDE);
        if (ground != null) side.setBackground(ground);
        side.setBorder(BorderFactory.createMatteBorder(0, right ? 1 : 0, 0, right ? 0 : 1, Shades.now().line()));
    }

    private void dress() {
        name.setFont(Type.text().deriveFont(Font.BOLD, Type.text().getSize2D() + 2));
        dress(this, false);
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (name != null) EventQueue.invokeLater(this::dress);
    }

    /// As wide as there is room.
    private static final class Wide extends JPanel implements Scrollable {
        private static final long serialVersionUID = 1L;

        Wide(JComponent what) {
            super(new BorderLayout());
            setOpaque(false);
            add(what, BorderLayout.NORTH);
        }

        @Override
        public Dimension getPreferredScrollableViewportSize() {
            return getPreferredSize();
        }

        @Override
        public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
            return STEP;
        }

        @Override
        public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
            return visible.height;
        }

        @Override
        public boolean getScrollableTracksViewportWidth() {
            return true;
        }

        @Override
        public boolean getScrollableTracksViewportHeight() {
            return false;
        }
    }
}
