package dev.panallama.chat;

import dev.panallama.jinja.Limits;
import dev.panallama.jinja.Template;
import dev.panallama.jinja.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes conversations as a model was trained to read them. Immutable; any thread may use it.
///
/// Templates are written in the language of Python's Jinja, as Hugging Face sets it up, and are untrusted code: they reach
/// nothing but the conversation, and end after a limit of steps, text and time.
///
/// All methods that render throw a [dev.panallama.jinja.TemplateException] where the template refuses the conversation.
public final class ChatTemplate {
    /// What probing takes at most: templates need a hundredth of it.
    private static final Limits PROBING = new Limits(300_000, 1_000_000, 500, 10_000, Duration.ofSeconds(2));

    private final Template template;
    private final Template probed;
    private final Map<String, Object> variables;
    private volatile @Nullable TemplateCapabilities capabilities;
    private volatile @Nullable Set<String> marks;

    private ChatTemplate(Template template, Template probed, Map<String, Object> variables) {
        this.template = template;
        this.probed = probed;
        this.variables = Map.copyOf(variables);
    }

    /// Parses a template.
    ///
    /// @throws dev.panallama.jinja.TemplateSyntaxException if the text is no template; it has line and column
    public static ChatTemplate parse(String source) {
        return new ChatTemplate(Template.parse(source), Template.parse(source, PROBING), Map.of());
    }

    /// Reads and parses a file in UTF-8.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws dev.panallama.jinja.TemplateSyntaxException if it is no template
    public static ChatTemplate read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /// Returns a template for models whose file has none: one of [#builtInNames].
    ///
    /// @throws IllegalArgumentException if there is none of this name
    public static ChatTemplate builtIn(String name) {
        return BuiltInTemplates.named(name);
    }

    /// Returns the names of the built-in templates.
    public static List<String> builtInNames() {
        return BuiltInTemplates.NAMES;
    }

    /// Returns this template with a variable that each rendering has unless its context says otherwise, such as
    /// `bos_token`.
    public ChatTemplate withVariable(String name, Object value) {
        var all = new TreeMap<>(variables);
        all.put(name, value);
        return new ChatTemplate(template, probed, all);
    }

    /// Returns whether renderings have a variable that [#withVariable] has set.
    public boolean hasVariable(String name) {
        return variables.containsKey(name);
    }

    /// Returns this template with another clock, for those that write today's date.
    public ChatTemplate withClock(Clock clock) {
        return new ChatTemplate(template.withClock(clock), probed.withClock(clock), variables);
    }

    /// Returns the text it was parsed from.
    public String source() {
        return template.source();
    }

    /// Returns what the template can write, found out at the first call.
    public TemplateCapabilities capabilities() {
        TemplateCapabilities known = capabilities;
        if (known != null) return known;
        TemplateCapabilities found = new CapabilityProbes(it -> text(probed, it).toString()).probe();
        capabilities = found;
        return found;
    }

    /// Renders the template with variables of one's own, such as `messages`, `tools` and `add_generation_prompt`:
    /// nothing is added to them but [#withVariable].
    ///
    /// @param context null, booleans, numbers, texts, lists and maps
    /// @throws IllegalArgumentException if the context has a value of another class
    public String render(Map<String, ?> context) {
        return text(template, context).toString();
    }

    /// Returns the prompt of a conversation, up to where the model's next answer begins.
    public ChatPrompt prompt(List<? extends ChatMessage> messages) {
        return prompt(messages, PromptOptions.defaults());
    }

    /// Returns the prompt of a conversation, up to where the model's next answer begins. The messages are suited to what the
    /// template can write: a system message that has no place goes in front of the person's first one, and tools that have none
    /// are told in the system message.
    public ChatPrompt prompt(List<? extends ChatMessage> messages, PromptOptions options) {
        var context = context(messages, options);
        context.put("add_generation_prompt", true);
        Text open = text(template, context);
        context.put("add_generation_prompt", false);
        return new ChatPrompt(open, open.toString().substring(common(open, text(template, context))), marks());
    }

    /// Returns a conversation as text with nothing after its last message.
    public Text transcript(List<? extends ChatMessage> messages, PromptOptions options) {
        return transcript(template, messages, options);
    }

    private Text transcript(Template by, List<? extends ChatMessage> messages, PromptOptions options) {
        var context = context(messages, options);
        context.put("add_generation_prompt", false);
        return text(by, context);
    }

    /// Returns what the template puts between messages as plain text, see [ChatPrompt#marks].
    public Set<String> marks() {
        Set<String> known = marks;
        if (known != null) return known;
        Set<String> found = new TemplateMarks((messages, options) -> transcript(probed, messages, options)).find();
        marks = found;
        return found;
    }

    private Text text(Template by, Map<String, ?> context) {
        if (variables.isEmpty()) return by.render(context);
        var all = new HashMap<String, @Nullable Object>(variables);
        all.putAll(context);
        return by.render(all);
    }

    private Map<String, Object> context(List<? extends ChatMessage> messages, PromptOptions options) {
        TemplateCapabilities able = capabilities();
        var context = new HashMap<String, Object>();
        List<ChatMessage> told = new GenericTools(able).told(List.copyOf(messages), options.tools());
        context.put("messages", new TemplateMessages(able).of(told));
        if (able.tools() && !options.tools().isEmpty()) context.put("tools", TemplateMessages.tools(options.tools()));
        able.thinkingVariable().ifPresent(name -> options.thinking().ifPresent(on -> context.put(name, on)));
        context.putAll(options.variables());
        return context;
    }

    /// Returns how many characters two texts have in common at their beginning.
    private static int common(Text one, Text other) {
        int most = Math.min(one.length(), other.length());
        int length = 0;
        while (length < most && one.charAt(length) == other.charAt(length)) length++;
        return length;
    }

    @Override
    public String toString() {
        return "ChatTemplate[%d characters]".formatted(source().length());
    }
}
