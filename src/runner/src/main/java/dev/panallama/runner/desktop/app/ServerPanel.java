package dev.panallama.runner.desktop.app;

import dev.panallama.runner.Runner;
import dev.panallama.runner.ServeOptions;
import dev.panallama.runner.desktop.look.Clear;
import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.QuietButton;
import dev.panallama.runner.desktop.look.Shades;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.Desktop;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSpinner;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.SpinnerNumberModel;

/// Switches the server on and off, and shows where it is and what it was asked. Serves the event thread.
final class ServerPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int LABEL = 34; // pixels

    private final transient Runner runner;
    private final transient Consumer<Serving> chosen;
    private final JCheckBox toggle = new JCheckBox("Serve models to other programs");
    private final JSpinner port = new JSpinner(new SpinnerNumberModel(ServeOptions.USUAL_PORT, 0, 65_535, 1));
    private final JCheckBox network = new JCheckBox("On other machines too");
    private final JTextField key = new JTextField();
    private final JLabel address = new JLabel(" ");
    private final JPanel actions = new JPanel(new FlowLayout(FlowLayout.LEADING, 0, 0));
    private final JTextArea notice = new JTextArea();
    private final RequestTable requests = new RequestTable();

    /// @param chosen is told with what the server was switched on
    ServerPanel(Runner runner, Serving serving, Consumer<Serving> chosen) {
        super(new BorderLayout(0, 12));
        this.runner = runner;
        this.chosen = chosen;
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(14, 16, 16, 16));
        port.setValue(serving.port());
        network.setSelected(serving.network());
        key.setText(serving.key());
        add(head(), BorderLayout.NORTH);
        add(new JScrollPane(requests), BorderLayout.CENTER);
        show(Optional.empty());
    }

    private JPanel head() {
        toggle.addActionListener(_ -> change());
        port.setEditor(new JSpinner.NumberEditor(port, "0"));
        named(port, "Port", "Ollama's clients look at 11434; 0 takes one that is free");
        network.addActionListener(_ -> {
            if (network.isSelected() && key.getText().isBlank()) key.setText(Serving.newKey());
        });
        named(key, "Key", "Programs have to know it, as their API key; empty lets every program of this machine ask");
        key.setFont(Type.code());
        key.putClientProperty("JTextField.placeholderText", "none");
        address.setFont(Type.code());
        actions.setOpaque(false);
        actions.setBorder(BorderFactory.createEmptyBorder(0, -8, 0, 0));
        actions.add(new QuietButton("Copy", Glyph.COPY, _ -> copy()));
        actions.add(new QuietButton("Open the chat page", Glyph.SERVER, _ -> browse()));
        notice.setEditable(false);
        notice.setLineWrap(true);
        notice.setWrapStyleWord(true);
        Clear.ground(notice);
        notice.setFont(Type.small());
        notice.setForeground(Shades.now().muted());
        var head = new JPanel(new Column(8));
        head.setOpaque(false);
        for (JComponent it : new JComponent[]{toggle, labelled("Port", narrow(port)), network, labelled("Key", key),
            address, actions, notice})
            head.add(it);
        return head;
    }

    private static void named(JComponent field, String name, String help) {
        field.getAccessibleContext().setAccessibleName(name);
        field.setToolTipText(help);
    }

    private static JPanel labelled(String name, JComponent field) {
        var label = new JLabel(name);
        label.setLabelFor(field);
        label.setPreferredSize(new Dimension(LABEL, label.getPreferredSize().height));
        var row = new JPanel(new BorderLayout(6, 0));
        row.setOpaque(false);
        row.add(label, BorderLayout.WEST);
        row.add(field, BorderLayout.CENTER);
        return row;
    }

    private static JPanel narrow(JComponent field) {
        var row = new JPanel(new BorderLayout());
        row.setOpaque(false);
        row.add(field, BorderLayout.WEST);
        return row;
    }

    private Serving serving() {
        return new Serving((Integer) port.getValue(), network.isSelected(), key.getText().strip());
    }

    private void change() {
        toggle.setEnabled(false);
        Serving how = serving();
        boolean on = toggle.isSelected();
        if (on) chosen.accept(how);
        Background.start(() -> on ? switchedOn(how) : switchedOff(), this::show, failure -> {
            show(runner.serving());
            notice.setText(String.valueOf(failure.getMessage()));
        });
    }

    private Optional<URI> switchedOn(Serving how) throws IOException {
        return Optional.of(runner.serve(how.options().withListener(requests::note)));
    }

    private Optional<URI> switchedOff() {
        runner.stopServing();
        return Optional.empty();
    }

    private void show(Optional<URI> where) {
        toggle.setEnabled(true);
        toggle.setSelected(where.isPresent());
        for (JComponent it : new JComponent[]{port, network}) it.setEnabled(where.isEmpty());
        key.setEditable(where.isEmpty()); // it can be copied still
        key.setCaretPosition(0);
        actions.setVisible(where.isPresent());
        address.setVisible(where.isPresent());
        address.setText(where.map(it -> serving().address(it).toString()).orElse(" "));
        notice.setText(where.isEmpty()
                ? "Clients of OpenAI, Ollama and Anthropic can use the models then."
                : "Ollama's and Anthropic's clients take this address, OpenAI's with /v1 after it"
                        + (key.getText().isBlank() ? "." : ", and the key as their API key."));
    }

    @Override
    public void updateUI() {
        super.updateUI();
        if (notice != null) notice.setForeground(Shades.now().muted());
    }

    private void copy() {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(address.getText()), null);
    }

    private void browse() {
        boolean can = Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE);
        URI page = URI.create(address.getText());
        if (!can) notice.setText("Open %s in a browser.".formatted(page));
        else Background.start(() -> {
            Desktop.getDesktop().browse(page);
            return 0;
        }, _ -> {}, failure -> notice.setText(String.valueOf(failure.getMessage())));
    }
}
