import dev.panallama.GenerationOptions;
import dev.panallama.Model;
import dev.panallama.chat.ChatMessage;
import dev.panallama.grammar.Grammar;
import dev.panallama.sampler.Sampler;

enum Profession {
    ENGINEER, DOCTOR, TEACHER, OTHER
}

record Person(String name, Profession profession, String birthplace, LocalDate born) {}

/// Has a model read a text into a Java record: `java Structured.java MODEL.gguf`
void main(String[] args) {
    try (var model = Model.load(Path.of(args[0])); var session = model.session()) {
        var question = ChatMessage.user("""
                Anna Schmidt, an engineer, was born in Berlin on 1980-05-04.

                Write as JSON: name, profession, birthplace, born.""");
        session.append(model.chatTemplate().orElseThrow().prompt(List.of(question)));

        var options = GenerationOptions.defaults().withMaxTokens(200).withGrammar(Grammar.of(Person.class));
        Person person = Grammar.read(session.generate(Sampler.greedy(), options).text(), Person.class);

        IO.println("%s, %s, born in %s in %s".formatted(
                person.name(), person.profession(), person.birthplace(), person.born().getYear()));
        if (!person.name().startsWith("Anna")) throw new AssertionError("this is somebody else");
    }
}
