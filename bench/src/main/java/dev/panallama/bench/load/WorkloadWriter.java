package dev.panallama.bench.load;

import dev.panallama.bench.model.Words;
import java.util.ArrayList;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Makes workloads: the same seed and vocabulary make the same. Immutable.
///
/// @param count how many requests
/// @param promptTokens the length of each prompt; with [WorkloadKind#MIXED] the mean of short and long
/// @param sharedTokens the length of the common beginning, with [WorkloadKind#SHARED]
/// @param maxTokens the length of each answer
/// @param perSecond how many requests come a second; 0 for all at the beginning
public record WorkloadWriter(int count, int promptTokens, int sharedTokens, int maxTokens, double perSecond) {
    /// @throws IllegalArgumentException if the common beginning is no shorter than the prompt
    public WorkloadWriter {
        if (sharedTokens >= promptTokens)
            throw new IllegalArgumentException("%d tokens of %d are shared: give less than all"
                    .formatted(sharedTokens, promptTokens));
    }

    /// Makes a workload of a kind.
    public Workload write(WorkloadKind kind, long seed, String model, Words words) {
        var random = new Random(seed);
        String shared = kind == WorkloadKind.SHARED ? words.text(sharedTokens, random) : "";
        var requests = new ArrayList<Request>();
        double at = 0;
        for (int id = 0; id < count; id++) {
            double scale = kind == WorkloadKind.MIXED ? Math.pow(2, 2 * random.nextDouble() - 1) : 1;
            int length = Math.max(1, (int) (promptTokens * scale));
            int answer = Math.max(1, (int) (maxTokens * scale));
            requests.add(new Request(id, at, words.extend(shared, length, random), length, answer));
            at += pause(random);
        }
        return new Workload(new Workload.Heading(kind, seed, perSecond, model), requests);
    }

    /// Returns the time to the next request: exponential, as arrivals of many strangers are.
    private double pause(RandomGenerator random) {
        return perSecond == 0 ? 0 : random.nextExponential() / perSecond;
    }
}
