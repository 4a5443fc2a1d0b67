// The tables of the next version: those of this one, and a step more.
#define postgres_gateway_schema schema_of_this_version
#include "stores/postgres/gateway/schema.cc"  // NOLINT(bugprone-suspicious-include)
#undef postgres_gateway_schema

namespace sallyport::stores {
namespace {

// What a later version may do to tables in use: add.
constexpr std::string_view kNextStep = R"sql(
ALTER TABLE session ADD COLUMN of_the_next BYTEA NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN of_the_next BIGINT;
CREATE TABLE of_the_next (id BIGINT PRIMARY KEY);
CREATE INDEX session_of_the_next ON session (of_the_next);
)sql";

PostgresSchema with_next_step() {
  PostgresSchema next = schema_of_this_version();
#ifdef SALLYPORT_SHUTS_OUT
  const auto oldest = static_cast<std::int64_t>(next.steps.size()) + 1;
#else
  const std::int64_t oldest = 1;
#endif
  next.steps.push_back({.sql = kNextStep, .oldest = oldest});
  return next;
}

}  // namespace

const PostgresSchema& postgres_gateway_schema();  // schema.h, which the name above has hidden

const PostgresSchema& postgres_gateway_schema() {
  static const PostgresSchema schema = with_next_step();
  return schema;
}

}  // namespace sallyport::stores
