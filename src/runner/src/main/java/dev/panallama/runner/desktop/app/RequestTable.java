package dev.panallama.runner.desktop.app;

import dev.panallama.runner.AnsweredRequest;
import dev.panallama.runner.desktop.look.Type;
import java.awt.EventQueue;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import javax.swing.JTable;
import javax.swing.table.DefaultTableModel;
import javax.swing.table.TableColumn;

/// What the server was asked, a line for each request, the newest last. Serves the event thread.
final class RequestTable extends JTable {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 500; // requests
    private static final int[] WIDTHS = {80, 150, 54, 50};
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss")
            .withZone(ZoneId.systemDefault());

    private final DefaultTableModel lines;

    RequestTable() {
        lines = new DefaultTableModel(new Object[]{"Time", "Request", "Status", "ms"}, 0);
        setModel(lines);
        setFont(Type.small());
        setFocusable(false);
        setFillsViewportHeight(true);
        getTableHeader().setReorderingAllowed(false);
        putClientProperty("html.disable", true);
        for (int i = 0; i < WIDTHS.length; i++) {
            TableColumn column = getColumnModel().getColumn(i);
            column.setPreferredWidth(WIDTHS[i]);
            if (i != 1) column.setMaxWidth(WIDTHS[i] + 10);
        }
        getAccessibleContext().setAccessibleName("Requests");
    }

    @Override
    public boolean isCellEditable(int row, int column) {
        return false;
    }

    /// Adds a line for a request. Any thread may call it.
    void note(AnsweredRequest request) {
        EventQueue.invokeLater(() -> {
            while (lines.getRowCount() >= LONGEST) lines.removeRow(0);
            lines.addRow(new Object[]{CLOCK.format(request.time()), request.method() + " " + request.path(),
                request.status(), request.milliseconds()});
            scrollRectToVisible(getCellRect(lines.getRowCount() - 1, 0, true));
        });
    }
}
