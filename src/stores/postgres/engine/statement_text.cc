#include "stores/postgres/engine/statement_text.h"

namespace sallyport::stores {

std::string postgres_text(std::string_view sql) {
  std::string out;
  int next = 1;
  bool quoted = false;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char c = sql[i];
    if (c == '\'') quoted = !quoted;
    if (c != '?' || quoted) {
      out += c;
      continue;
    }
    out += '$';
    const bool numbered = i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9';
    if (!numbered) out += std::to_string(next++);
  }
  return out;
}

}  // namespace sallyport::stores
