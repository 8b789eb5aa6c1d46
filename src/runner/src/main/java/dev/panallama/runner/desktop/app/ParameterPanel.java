package dev.panallama.runner.desktop.app;

import dev.panallama.ChatOptions;
import dev.panallama.runner.desktop.app.Parameters.Name;
import dev.panallama.runner.desktop.look.Column;
import dev.panallama.runner.desktop.look.Glyph;
import dev.panallama.runner.desktop.look.QuietButton;
import dev.panallama.runner.desktop.look.Type;
import java.awt.BorderLayout;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSlider;
import javax.swing.JSpinner;
import javax.swing.JTextArea;
import javax.swing.SpinnerNumberModel;
import javax.swing.Timer;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/// How models chat: what is not touched is the model's own. Serves the event thread.
final class ParameterPanel extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int DIGITS = 5;
    private static final int CALM = 350; // milliseconds without a change, then it counts

    private final transient Map<Name, Row> rows = new EnumMap<>(Name.class);
    private final JTextArea system = new JTextArea(5, 20);
    private final Timer calm;
    private transient Parameters parameters;
    private String usualSystem = "";
    private boolean filling; // changes are not the person's

    /// @param changed is told what a person has chosen
    ParameterPanel(Parameters parameters, Consumer<Parameters> changed) {
        super(new Column(14));
        this.parameters = parameters;
        calm = new Timer(CALM, _ -> changed.accept(this.parameters));
        calm.setRepeats(false);
        setOpaque(false);
        setBorder(BorderFactory.createEmptyBorder(12, 16, 16, 16));
        add(systemRow());
        for (Name it : Name.values()) {
            var row = new Row(it);
            rows.put(it, row);
            add(row);
        }
        var reset = new JPanel(new BorderLayout());
        reset.setOpaque(false);
        reset.add(new QuietButton("As the model has it", Glyph.AGAIN, _ -> reset()), BorderLayout.WEST);
        add(reset);
    }

    /// Shows what a model does by itself where nothing else was chosen.
    void usual(ChatOptions options) {
        filling = true;
        for (Row it : rows.values())
            it.show(parameters.numbers().getOrDefault(it.name, it.name.in(options)));
        usualSystem = options.system();
        filling = false;
        showSystem();
    }

    /// Shows what the model is told, unless a person writes there.
    private void showSystem() {
        String told = parameters.system().isBlank() ? usualSystem : parameters.system();
        if (system.isFocusOwner() || told.equals(system.getText())) return;
        filling = true;
        system.setText(told);
        filling = false;
    }

    /// Whether all that was chosen counts.
    boolean isSettled() {
        return !calm.isRunning();
    }

    private void reset() {
        parameters = Parameters.USUAL;
        calm.restart();
    }

    private void change(Parameters other) {
        if (filling) return;
        parameters = other;
        calm.restart();
    }

    private JComponent systemRow() {
        system.setLineWrap(true);
        system.setWrapStyleWord(true);
        system.getAccessibleContext().setAccessibleName("System prompt");
        system.setBorder(BorderFactory.createEmptyBorder(6, 8, 6, 8));
        system.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                change(parameters.withSystem(system.getText()));
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                change(parameters.withSystem(system.getText()));
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                // Its text is the same.
            }
        });
        system.addFocusListener(new FocusAdapter() {
            @Override
            public void focusLost(FocusEvent event) {
                showSystem();
            }
        });
        var row = new JPanel(new BorderLayout(0, 6));
        row.setOpaque(false);
        row.add(new JLabel("System prompt"), BorderLayout.NORTH);
        row.add(new JScrollPane(system), BorderLayout.CENTER);
        return row;
    }

    /// One parameter: a slider, and a field that says the same as a number.
    private final class Row extends JPanel {
        private static final long serialVersionUID = 1L;

        private final Name name;
        private final JSlider slider;
        private final JSpinner field;

        Row(Name name) {
            super(new BorderLayout(8, 2));
            this.name = name;
            setOpaque(false);
            slider = new JSlider(0, (int) Math.round((name.most - name.least) / name.step));
            field = new JSpinner(new SpinnerNumberModel(name.least, name.least, name.most, name.step));
            var editor = new JSpinner.NumberEditor(field, name.isWhole() ? "0" : "0.00");
            editor.getTextField().setColumns(DIGITS);
            field.setEditor(editor);
            for (JComponent it : new JComponent[]{this, slider, field}) it.setToolTipText(name.help);
            slider.getAccessibleContext().setAccessibleName(name.title);
            field.getAccessibleContext().setAccessibleName(name.title);
            slider.addChangeListener(_ -> moved());
            field.addChangeListener(_ -> written());
            var title = new JLabel(name.title);
            title.setFont(Type.plain());
            var head = new JPanel(new BorderLayout());
            head.setOpaque(false);
            head.add(title, BorderLayout.WEST);
            head.add(field, BorderLayout.EAST);
            add(head, BorderLayout.NORTH);
            add(slider, BorderLayout.CENTER);
        }

        void show(double value) {
            slider.setValue((int) Math.round((value - name.least) / name.step));
            field.setValue(value);
        }

        private void moved() {
            if (filling) return;
            field.setValue(name.least + slider.getValue() * name.step);
        }

        private void written() {
            double value = ((Number) field.getValue()).doubleValue();
            if (filling) return;
            filling = true;
            slider.setValue((int) Math.round((value - name.least) / name.step));
            filling = false;
            change(parameters.with(name, value));
        }
    }
}
