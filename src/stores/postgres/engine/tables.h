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

  // A statement with two parameters, a transaction id and this node's name. It returns one row: how many changes other
  // nodes have made in transactions since that one, and the id from which to ask the next time.
  std::string_view changes_elsewhere;
};

// What to do with a database that has no tables of ours yet.
enum class IfEmpty { make_tables, refuse };

}  // namespace sallyport::stores
