package dev.panallama.jinja;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Real templates with random faults: whatever becomes of them, only a [TemplateException] comes out.
final class MutationTest {
    private static final int ROUNDS = 3_000;
    private static final String PIECES = "{{ }} {% %} {# #} ( ) [ ] { } | . , ' \" - + * / % ~ = == if for in is not endif"
            + " endfor else elif set macro endmacro loop x 1 0 1e9 0x \\ \n \0 é 😀 \uD83D recursive break ** // :";

    @Test
    void a_template_with_faults_gives_a_text_or_a_template_exception() {
        List<String> templates = Cases.templates().map(Cases::text).toList();
        String[] pieces = PIECES.split(" ");
        var random = new Random(7);
        int parsed = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String template = templates.get(random.nextInt(templates.size()));
            for (int faults = 1 + random.nextInt(4); faults > 0; faults--) template = spoilt(template, pieces, random);
            if (renders(template)) parsed++;
        }
        assertTrue(parsed > ROUNDS / 50 && parsed < ROUNDS, parsed + " of " + ROUNDS + " rendered");
    }

    private static String spoilt(String template, String[] pieces, Random random) {
        int from = random.nextInt(template.length() + 1);
        int to = Math.min(template.length(), from + random.nextInt(random.nextInt(8) == 0 ? 200 : 4));
        return template.substring(0, from) + pieces[random.nextInt(pieces.length)] + template.substring(to);
    }

    private static boolean renders(String template) {
        try {
            Template.parse(template).render(Map.of("messages", List.of(Map.of("role", "user", "content", "Hi")),
                    "bos_token", "<s>", "eos_token", "</s>", "add_generation_prompt", true));
            return true;
        } catch (TemplateException expected) {
            return false;
        }
    }
}
