//! Reading and writing protobuf's wire format.
