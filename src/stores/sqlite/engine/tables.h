// The file and the tables of one kind of content in SQLite, and the steps that make the tables.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stores/sql/connection.h"

namespace sallyport::stores {

// One step of a schema: SQL text, and then a function for work that SQL cannot do, such as making row checks. The step
// does not copy the text.
struct SchemaStep {
  using Fill = Result<void> (*)(Connection&);

  SchemaStep(std::string_view text, Fill work = nullptr) : sql(text), fill(work) {}
  SchemaStep(const char* text) : sql(text) {}

  std::string_view sql;
  Fill fill = nullptr;
};

// The tables of one kind of file. Step i brings a file from version i to version i + 1. A released step never changes.
struct Schema {
  std::int32_t application_id = 0;  // distinguishes this kind of file from other SQLite files; not 0
  std::vector<SchemaStep> steps;

  // A statement with one parameter. It returns the number and the key of each change that was logged after the one with
  // this number, in their order. Empty: there is no change log, and every write of another process may change anything.
  std::string_view changes = {};
};

struct DatabaseOptions {
  std::string path;
  std::chrono::milliseconds busy_timeout{5000};  // how long a call waits for a lock of another process
  std::int64_t max_pages = 0;                    // the file's greatest size in pages of 4096 bytes; 0: no limit
};

}  // namespace sallyport::stores
