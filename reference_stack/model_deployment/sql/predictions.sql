-- grain: request_id
-- Every prediction that was served, once.
CREATE TABLE IF NOT EXISTS predictions (
    request_id VARCHAR PRIMARY KEY,
    entity_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    arm VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    probability DOUBLE,
    decision BOOLEAN NOT NULL,
    other_version VARCHAR,
    other_probability DOUBLE,
    wall_ms DOUBLE,
    cpu_ms DOUBLE,
    rss_mb DOUBLE,
    status VARCHAR NOT NULL,
    problem VARCHAR
);
