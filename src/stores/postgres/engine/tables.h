// The tables of one kind of content in PostgreSQL, and the steps that make them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sallyport::stores {

// One step of a schema: SQL text, which the step does not copy.
struct PostgresStep {
  std::string_view sql;
  std::int64_t oldest = 1;  // the oldest version whose programs may go on working with the tables after this step
};

// Step i brings the tables from version i to version i + 1. A released step never changes.
struct PostgresSchema {
  std::int64_t kind = 0;  // distinguishes this kind of content from others
  std::vector<PostgresStep> steps;

  // How other nodes' changes are found (listener_native.h); empty: there is no change log.
  std::string_view changes = {};
};

// What to do with tables that are missing or of an older version.
enum class Outdated {
  bring_up_to_date,
  refuse,
  leave,  // only to look at them: tables of a newer version are let through, too
};

}  // namespace sallyport::stores
