-- The message whose mention put an app into a space.
ALTER TABLE app_movers ADD COLUMN message_id BIGINT;
