// Builds databases as version 0.1.0 wrote them (tests/fixtures/0.1.0), each in a file of the test's own. The tests must
// run in the root of the source tree.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "stores/sqlite/engine/database.h"

namespace sallyport::stores::contract {

inline std::string read_fixture(const std::string& name) {
  std::ifstream file("tests/fixtures/0.1.0/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Makes `path` a file of schema version `version` with the tables and rows of the dump, and closes it. The dump is one
// SQL text. It becomes the last of `version` schema steps, and the steps before it are empty.
inline Result<void> build_fixture(const std::string& name, const std::string& path, std::int32_t application_id,
                                  std::size_t version) {
  std::string sql = read_fixture(name);
  for (const std::string_view line : {"PRAGMA foreign_keys=OFF;", "BEGIN TRANSACTION;", "COMMIT;"}) {
    const auto place = sql.find(line);
    if (place == std::string::npos) return failure(Kind::internal, "fixture", {}, name);
    sql.erase(place, line.size());
  }
  Schema schema{application_id, std::vector<SchemaStep>(version, SchemaStep(""))};
  schema.steps.back() = SchemaStep(std::string_view(sql));
  SALLYPORT_TRY(const auto database, SqliteFile::open({.path = path}, schema));
  return {};
}

}  // namespace sallyport::stores::contract
