package dev.panallama.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.chat.output.OutputFormat;
import dev.panallama.chat.output.OutputReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GenericToolsTest {
    private static final ChatTemplate GEMMA = ChatTemplate.builtIn("gemma");
    private static final Tool LOOK = Tool.of("look", "Looks.",
            "{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}},\"required\":[\"at\"]}");
    private static final PromptOptions TOOLS = PromptOptions.defaults().withTools(List.of(LOOK));

    @Test
    void a_template_without_a_place_for_tools_tells_of_them_in_the_first_message() {
        String text = GEMMA.prompt(List.of(ChatMessage.system("Be kind."), ChatMessage.user("Hi")), TOOLS).text()
                .toString();
        assertTrue(text.startsWith("<bos><start_of_turn>user\nBe kind.\n\nYou may call tools."), text);
        assertTrue(text.contains("{\"name\":\"look\",\"description\":\"Looks.\",\"parameters\":{\"type\""), text);
        assertTrue(text.endsWith("Hi<end_of_turn>\n<start_of_turn>model\n"), text);
    }

    @Test
    void calls_are_written_as_they_are_read_and_results_come_from_the_person() {
        var call = new ToolCall("", "look", "{\"at\": \"the \\\"sky\\\"\"}");
        String text = GEMMA.prompt(List.of(
                ChatMessage.user("What is there?"),
                new AssistantMessage("", "", List.of(call, call)),
                ToolResult.of(call, "blue"),
                ToolResult.of(call, "and a bird")), TOOLS).text().toString();
        String turn = text.substring(text.indexOf("<start_of_turn>model\n") + 21);
        var reader = new OutputReader(OutputFormat.of(GEMMA.source(), GEMMA::render), List.of(LOOK), "", true);
        reader.add(turn.substring(0, turn.indexOf("<end_of_turn>")));
        reader.end();
        assertEquals(List.of(call, call), reader.output().calls());
        assertTrue(text
                .contains("<start_of_turn>user\n<tool_response>\nblue\n</tool_response>\n<tool_response>\nand a bird\n"
                        + "</tool_response><end_of_turn>"),
                text);
    }
}
