package dev.panallama.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Plans without a model: each token takes a millisecond, and time is what the batches have taken.
final class BatchPlanTest {
    private static final long MILLISECOND = 1_000_000;

    private Slot[] slots = {};
    private long now;
    private int batches;

    @Test
    void prompts_that_come_together_end_together() {
        int[] lengths = IntStream.generate(() -> 200).limit(8).toArray();
        List<int[]> computed = compute(256, lengths);
        assertEquals(7, computed.size());
        for (int[] batch : computed.subList(0, 6)) assertTrue(sum(batch) > 200, () -> Arrays.toString(batch));
        assertEquals(8, Arrays.stream(computed.getLast()).filter(it -> it > 0).count());
    }

    @Test
    void prompts_of_nearly_one_length_do_too() {
        List<int[]> computed = compute(256, 230, 200, 250, 210, 220, 240);
        assertEquals(6, Arrays.stream(computed.getLast()).filter(it -> it > 0).count());
        assertEquals(6, computed.size());
    }

    @Test
    void a_short_prompt_does_not_wait_for_a_long_one() {
        List<int[]> computed = compute(256, 4000, 30);
        assertEquals(30, computed.getFirst()[1]);
    }

    @Test
    void nobody_waits_longer_than_half_of_what_he_has_waited() {
        List<int[]> computed = compute(100, 1000, 300);
        int ended = last(computed, 1);
        assertTrue(ended <= 10, () -> "ended in batch " + ended);
    }

    @Test
    void prompts_beside_a_generation_have_a_fifth_of_a_second() {
        BatchPlan plan = plan(512, 1, 1000, 1000);
        assertTrue(plan.fill(slots, now));
        for (int i = 0; i < 20; i++) { // until it knows what a token takes
            plan.measured(plan.tokens() * MILLISECOND);
            assertTrue(plan.fill(slots, now));
        }
        assertEquals(1, computed(plan)[0]);
        assertEquals(200, plan.tokens() - 1, 4);
    }

    @Test
    void what_is_longer_than_a_batch_is_cut() {
        List<int[]> computed = compute(4, 7, 3);
        assertEquals(7, computed.stream().mapToInt(it -> it[0]).sum());
        assertEquals(3, computed.stream().mapToInt(it -> it[1]).sum());
    }

    @Test
    void a_batch_of_one_token_computes_everything_in_the_end() {
        assertEquals(23, compute(1, 12, 11).size());
    }

    /// Computes prompts that arrive at the same time, and returns how many tokens of each every batch had.
    private List<int[]> compute(int capacity, int... lengths) {
        BatchPlan plan = plan(capacity, lengths);
        List<int[]> all = new ArrayList<>();
        while (plan.fill(slots, now)) {
            all.add(advance(plan));
            assertTrue(all.size() < 1000, "it never ends");
        }
        for (Slot it : slots) assertEquals(null, it.request());
        return all;
    }

    private BatchPlan plan(int capacity, int... lengths) {
        slots = IntStream.range(0, lengths.length).mapToObj(Slot::new).toArray(Slot[]::new);
        for (Slot slot : slots) {
            var request = new Request(new EngineSequence(null, null, 0, 0));
            int length = lengths[slot.number];
            request.of(new int[length], length, true, 0, (_, _) -> {});
            request.arrive(slot.number, now, 0);
            request.serve(slot);
        }
        return new BatchPlan(lengths.length, capacity, lengths.length, false);
    }

    private int[] advance(BatchPlan plan) {
        int[] tokens = computed(plan);
        List<Request> parts = IntStream.range(0, plan.size()).mapToObj(plan::part).toList();
        int[] ends = IntStream.range(0, plan.size()).map(plan::end).toArray();
        for (int i = 0; i < ends.length; i++) {
            Request it = parts.get(i);
            it.takeTurn(batches);
            it.slot().append(it.ids(), ends[i]);
            if (it.remaining() == 0) it.leave();
        }
        batches++;
        long took = plan.tokens() * MILLISECOND;
        now += took;
        plan.measured(took);
        return tokens;
    }

    private int[] computed(BatchPlan plan) {
        int[] tokens = new int[slots.length];
        for (int i = 0; i < plan.size(); i++) {
            Slot slot = plan.part(i).slot();
            tokens[slot.number] = plan.end(i) - slot.held();
        }
        return tokens;
    }

    private static int last(List<int[]> computed, int slot) {
        return Stream.iterate(computed.size(), it -> it - 1)
                .filter(it -> computed.get(it - 1)[slot] > 0)
                .findFirst()
                .orElseThrow();
    }

    private static int sum(int[] tokens) {
        return Arrays.stream(tokens).sum();
    }
}
