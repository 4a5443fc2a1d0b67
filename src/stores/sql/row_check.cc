#include "stores/sql/row_check.h"

#include "crypto/digest.h"

namespace sallyport::stores {
namespace {

constexpr std::size_t kCheckBytes = 16;

// Appends type, length and bytes, so that no two lists of values give the same text.
void append(std::string& text, const Parameter::Value& value) {
  text += static_cast<char>('0' + value.index());
  std::string_view bytes;
  std::string number;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) bytes = number = std::to_string(*integer);
  if (const auto* words = std::get_if<std::string_view>(&value)) bytes = *words;
  if (const auto* blob = std::get_if<Blob>(&value)) bytes = blob->bytes;
  text += std::to_string(bytes.size());
  text += ':';
  text += bytes;
}

}  // namespace

std::string row_check(const Parameters& values) {
  std::string text;
  for (const auto& value : values) append(text, value.value());
  return std::string(crypto::view(crypto::sha256(text)).substr(0, kCheckBytes));
}

Result<void> check_row(const Parameters& values, std::string_view stored) {
  if (row_check(values) != stored)
    return failure(Kind::unavailable, "sql_damaged", {}, "its values do not fit its check");
  return {};
}

bool is_damage(const Error& error) {
  return error.reason == "sql_damaged" || error.reason == "sql_value";
}

bool is_of_database(const Error& error) {
  return error.reason.starts_with("sql") || error.reason.starts_with("postgres");
}

void report_damaged(Log& log, std::string_view table, std::string_view name, const Error& error) {
  if (!is_damage(error)) return;
  log.write(Level::error, "record_damaged",
            {{"table", std::string(table)},
             {"record", std::string(name)},
             {"reason", std::string(error.reason)},
             {"detail", error.detail}});
}

}  // namespace sallyport::stores
