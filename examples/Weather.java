import dev.panallama.ChatOptions;
import dev.panallama.Model;
import dev.panallama.chat.Delta;
import dev.panallama.chat.Tool;
import dev.panallama.chat.ToolChoice;
import dev.panallama.chat.ToolResult;
import dev.panallama.sampler.Sampler;

record Place(String city) {}

record Weather(int celsius, String sky) {}

/// Has a model ask for the weather and tell of it: `java Weather.java MODEL.gguf`
void main(String[] args) {
    Tool weather = Tool.of("get_weather", "Tells the weather in a city.", Place.class, this::look);
    var options = ChatOptions.defaults()
            .withTools(weather)
            .withToolChoice(new ToolChoice.Named("get_weather")) // a larger model chooses by itself
            .withSampler(Sampler.greedy())
            .withMaxTokens(80);
    boolean answered = false;
    try (var model = Model.load(Path.of(args[0]));
            var chat = model.chat(options);
            var reply = chat.stream("What is the weather in Rome?")) {
        for (Delta delta : reply) {
            switch (delta) {
                case Delta.Text(String text) -> IO.print(text);
                case Delta.Reasoning(String text) -> IO.print(text);
                case Delta.ToolCall call -> IO.print(call.arguments());
                case Delta.ToolAnswer(ToolResult result) -> {
                    answered = true;
                    IO.println(" -> " + result.text());
                }
            }
        }
        IO.println();
    }
    if (!answered) throw new AssertionError("nobody asked for the weather");
}

Weather look(Place place) {
    return new Weather(place.city().length() + 15, "clear"); // a real one asks a weather service
}
