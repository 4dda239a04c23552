-- Question: what was decided, by whom, when and at what cost? One row per commit.
-- `cost_micro`: what its facts say was spent on proofs and searches, micro-dollars: priced compute, and what models were paid.
CREATE VIEW commits AS SELECT * FROM fact.commit;
