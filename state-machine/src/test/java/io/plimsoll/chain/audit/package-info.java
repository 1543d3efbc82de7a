/**
 * An independent, slow and plain model of the chain, in numbers without limits, and what compares
 * the chain with it block by block under a seeded random workload.
 *
 * <p>The model ({@code Auditor} and what it uses) may import the chain's commands, blocks, events
 * and codec, and no rule: nothing of margin, process, state, kernels or fixed-point, which {@code
 * IndependenceTest} looks after. Only what drives and observes the chain touches those.
 *
 * <p>A feature brings parts of its own, in files of their own, which {@code Parts} finds: {@code
 * CommandPart} (rules of commands), {@code Watch} (rows that the model keeps under a {@code
 * World.Topic}), {@code Work} (random commands).
 *
 * <p>Start with {@code Auditor}, then {@code AuditTest}.
 */
package io.plimsoll.chain.audit;
