//! The HTTP core that every generated client carries.
