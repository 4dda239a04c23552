-- Question: what ran, on which input, and how did it go? One row per run. Durations in µs, money in micro-dollars;
-- `quality` is the share of postconditions, properties and the output schema that held; `parent` is the workflow run this was a step of.
-- `rollout` to `beside` are of runs while a rollout goes on: the chance with which `ran` was given this run, and what challengers made of
-- the same input. The last nine columns are of calls of language models, null for all others.
CREATE VIEW runs AS SELECT * FROM fact.run;
