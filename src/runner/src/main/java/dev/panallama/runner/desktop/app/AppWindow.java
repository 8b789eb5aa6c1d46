package dev.panallama.runner.desktop.app;

import dev.panallama.runner.Runner;
import dev.panallama.runner.desktop.ChatPanel;
import dev.panallama.runner.desktop.look.Logo;
import java.awt.BorderLayout;
import java.awt.CardLayout;
import java.awt.Dimension;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.WindowConstants;
import org.jspecify.annotations.Nullable;

/// The window: conversations and models at the left, the chat in the middle, parameters and server at the right. Serves the event thread.
final class AppWindow extends JFrame {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger("dev.panallama.app");
    private static final Dimension LEAST = new Dimension(640, 420);
    private static final String SETTINGS = "settings";
    private static final String SERVER = "server";

    private final transient Runner runner;
    private final transient Path file;
    private final transient Runnable ended;
    private final ModelList models;
    private final transient Chats chats;
    private final SidePanel side;
    private final TopBar bar = new TopBar(() -> open(SETTINGS), () -> open(SERVER), this::turnTheme);
    private final JPanel middle = new JPanel(new BorderLayout());
    private final Drawer drawer;
    private final ParameterPanel parameters;
    private transient Settings settings;
    private @Nullable ChatPanel chat;

    /// @param file remembers the settings
    /// @param ended is told when it is closed
    AppWindow(Runner runner, Path file, Runnable ended) {
        super("Panallama");
        this.runner = runner;
        this.file = file;
        this.ended = ended;
        settings = Settings.read(file);
        models = new ModelList(runner, this::choose);
        chats = new Chats(runner, this::chooseIfHere);
        side = new SidePanel(chats.list(), models, chats::begin);
        parameters = new ParameterPanel(settings.parameters(), this::change);
        drawer = new Drawer(parameters, new ServerPanel(runner, settings.serving(), this::serves));
        var content = new JPanel(new BorderLayout());
        var main = new JPanel(new BorderLayout());
        main.add(bar, BorderLayout.NORTH);
        main.add(middle, BorderLayout.CENTER);
        content.add(side, BorderLayout.WEST);
        content.add(main, BorderLayout.CENTER);
        content.add(drawer, BorderLayout.EAST);
        setContentPane(content);
        setIconImages(Logo.images());
        setMinimumSize(LEAST);
        setSize(settings.width(), settings.height());
        setLocationByPlatform(true);
        setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosed(WindowEvent event) {
                end();
            }
        });
        bar.theme(settings.theme());
        models.refresh(this::begin);
    }

    /// Goes on with the model of the last time, or the first one that is here.
    private void begin(List<String> here) {
        chats.list().refresh(is -> {
            if (is) side.showChats();
        });
        if (chat != null) return;
        if (here.isEmpty()) {
            middle.add(new EmptyState(missed -> models.fetch("smollm2", missed)));
            middle.revalidate();
            return;
        }
        choose(here.contains(settings.model()) ? settings.model() : here.getFirst());
    }

    private void chooseIfHere(String model) {
        models.here(model).ifPresent(this::choose);
    }

    private void choose(String model) {
        ChatPanel open = chat;
        if (open != null && open.model().equals(model)) return;
        if (open != null) open.use(model);
        else begin(model);
        models.chosen(model);
        bar.model(model);
        settings = settings.withModel(model);
        showUsual(model);
    }

    private void begin(String model) {
        var made = new ChatPanel(runner, model);
        made.change(settings.parameters()::of);
        chats.show(made);
        chat = made;
        middle.removeAll();
        middle.add(made);
        middle.revalidate();
        made.requestFocusInWindow();
    }

    private void showUsual(String model) {
        Background.start(() -> runner.usual(model), parameters::usual,
                failure -> LOG.log(Level.WARNING, "the settings of " + model + " cannot be read", failure));
    }

    private void change(Parameters changed) {
        settings = settings.with(changed);
        if (chat == null) return;
        chat.change(changed::of);
        showUsual(chat.model());
    }

    private void serves(Serving how) {
        settings = settings.with(how);
    }

    private void open(String what) {
        drawer.toggle(what);
        bar.open(drawer.isOpen(SETTINGS), drawer.isOpen(SERVER));
        revalidate();
    }

    private void turnTheme() {
        Theme other = settings.theme().other();
        settings = settings.with(other);
        other.apply();
        bar.theme(other);
    }

    private void end() {
        models.stopAll();
        ChatPanel open = chat;
        Settings last = settings.withSize(getWidth(), getHeight());
        Background.start(() -> {
            if (open != null) open.close();
            runner.close(); // may wait for answers of the server
            last.write(file);
            return 0;
        }, _ -> ended.run(), failure -> {
            LOG.log(Level.WARNING, "the settings of the window could not be kept", failure);
            ended.run();
        });
    }

    /// What is opened at the right, one at a time.
    private static final class Drawer extends JPanel {
        private static final long serialVersionUID = 1L;
        private static final int WIDTH = 340;

        private final CardLayout cards = new CardLayout();
        private String shown = "";

        Drawer(ParameterPanel parameters, ServerPanel server) {
            setLayout(cards);
            add(SidePanel.scrolling(parameters), SETTINGS);
            add(server, SERVER);
            setPreferredSize(new Dimension(WIDTH, 100));
            setVisible(false);
        }

        void toggle(String what) {
            shown = shown.equals(what) ? "" : what;
            setVisible(!shown.isEmpty());
            if (!shown.isEmpty()) cards.show(this, shown);
        }

        boolean isOpen(String what) {
            return shown.equals(what);
        }

        @Override
        public void updateUI() {
            super.updateUI();
            SidePanel.dress(this, true);
        }
    }
}
