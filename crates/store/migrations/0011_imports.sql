-- The spaces that are being imported, by when they must be complete.
CREATE INDEX spaces_importing ON spaces (import_expire_time) WHERE import_mode;
