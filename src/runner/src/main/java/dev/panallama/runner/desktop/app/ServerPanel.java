package dev.panallama.runner.desktop.app;

import dev.panallama.runner.AnsweredRequest;
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
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.swing.BorderFactory;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.SpinnerNumberModel;
import javax.swing.table.DefaultTableModel;
import javax.swing.table.TableColumn;

/// Switches the server on and off, and shows where it is and what it was asked. Serves the event thread.
final class ServerPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_LOG = 500; // requests
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss")
            .withZone(ZoneId.systemDefault());

    private final transient Runner runner;
    private final JCheckBox toggle = new JCheckBox("Serve models to other programs");
    private final JSpinner port = new JSpinner(new SpinnerNumberModel(ServeOptions.USUAL_PORT, 0, 65_535, 1));
    private final JLabel address = new JLabel(" ");
    private final JPanel actions = new JPanel(new FlowLayout(FlowLayout.LEADING, 0, 0));
    private final JTextArea trouble = new JTextArea();
    private final DefaultTableModel log = new DefaultTableModel(new Object[]{"Time", "Request", "Status", "ms"}, 0) {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isCellEditable(int row, int column) {
            return false;
        }
    };
    private final JTable table = new JTable(log);

    ServerPanel(Runner runner) {
        super(new BorderLayout(0, 12));
        this.runner = runner;
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(14, 16, 16, 16));
        add(head(), BorderLayout.NORTH);
        add(logPane(), BorderLayout.CENTER);
        show(Optional.empty());
    }

    private JPanel head() {
        toggle.addActionListener(_ -> change());
        port.setEditor(new JSpinner.NumberEditor(port, "0"));
        port.getAccessibleContext().setAccessibleName("Port");
        port.setToolTipText("Ollama's clients look at 11434; 0 takes one that is free");
        address.setFont(Type.code());
        actions.setOpaque(false);
        actions.setBorder(BorderFactory.createEmptyBorder(0, -8, 0, 0));
        actions.add(new QuietButton("Copy", Glyph.COPY, _ -> copy()));
        actions.add(new QuietButton("Open the chat page", Glyph.SERVER, _ -> browse()));
        trouble.setEditable(false);
        trouble.setLineWrap(true);
        trouble.setWrapStyleWord(true);
        Clear.ground(trouble);
        trouble.setFont(Type.small());
        var ports = new JPanel(new FlowLayout(FlowLayout.LEADING, 6, 0));
        ports.setOpaque(false);
        ports.setBorder(BorderFactory.createEmptyBorder(0, -6, 0, 0));
        ports.add(new JLabel("Port"));
        ports.add(port);
        var head = new JPanel(new Column(8));
        head.setOpaque(false);
        head.add(toggle);
        head.add(ports);
        head.add(address);
        head.add(actions);
        head.add(trouble);
        return head;
    }

    private JScrollPane logPane() {
        table.setFont(Type.small());
        table.setFocusable(false);
        table.setFillsViewportHeight(true);
        table.getTableHeader().setReorderingAllowed(false);
        table.putClientProperty("html.disable", true);
        int[] widths = {80, 150, 54, 50};
        for (int i = 0; i < widths.length; i++) {
            TableColumn column = table.getColumnModel().getColumn(i);
            column.setPreferredWidth(widths[i]);
            if (i != 1) column.setMaxWidth(widths[i] + 10);
        }
        table.getAccessibleContext().setAccessibleName("Requests");
        return new JScrollPane(table);
    }

    private void change() {
        toggle.setEnabled(false);
        boolean on = toggle.isSelected();
        int number = (Integer) port.getValue();
        Background.start(() -> switched(on, number), this::show, failure -> {
            show(runner.serving());
            trouble.setText(String.valueOf(failure.getMessage()));
        });
    }

    private Optional<URI> switched(boolean on, int number) throws IOException {
        if (on)
            return Optional.of(runner.serve(ServeOptions.defaults().at("127.0.0.1", number).withListener(this::note)));
        runner.stopServing();
        return Optional.empty();
    }

    private void show(Optional<URI> where) {
        toggle.setEnabled(true);
        toggle.setSelected(where.isPresent());
        port.setEnabled(where.isEmpty());
        actions.setVisible(where.isPresent());
        address.setVisible(where.isPresent());
        address.setText(where.map(URI::toString).orElse(" "));
        trouble.setForeground(Shades.now().muted());
        trouble.setText(where.isPresent()
                ? "Ollama's and Anthropic's clients take this address, OpenAI's with /v1 after it."
                : "Clients of OpenAI, Ollama and Anthropic on this machine can use the models then.");
    }

    /// Adds a line for a request, from the server's thread.
    private void note(AnsweredRequest request) {
        EventQueue.invokeLater(() -> {
            while (log.getRowCount() >= LONGEST_LOG) log.removeRow(0);
            log.addRow(new Object[]{CLOCK.format(request.time()), request.method() + " " + request.path(),
                request.status(), request.milliseconds()});
            table.scrollRectToVisible(table.getCellRect(log.getRowCount() - 1, 0, true));
        });
    }

    private void copy() {
        Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(address.getText()), null);
    }

    private void browse() {
        boolean can = Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE);
        if (!can) trouble.setText("Open %s in a browser.".formatted(address.getText()));
        else Background.start(() -> {
            Desktop.getDesktop().browse(URI.create(address.getText()));
            return 0;
        }, _ -> {}, failure -> trouble.setText(String.valueOf(failure.getMessage())));
    }
}
