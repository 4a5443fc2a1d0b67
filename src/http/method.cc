#include "http/method.h"

namespace sallyport::http {
namespace {

consteval bool every_row_stands_at_its_index() {
  for (std::size_t i = 0; i < kMethodTable.size(); ++i)
    if (static_cast<std::size_t>(kMethodTable[i].method) != i) return false;
  return kMethodTable.size() == static_cast<std::size_t>(Method::version_control) + 1;
}
static_assert(every_row_stands_at_its_index());
static_assert(kMethodTable.size() <= 64, "a set of methods has 64 bits");

}  // namespace

std::string print(Methods methods) {
  std::string text;
  for (const MethodRow& row : kMethodTable)
    if (methods.contain(row.method)) text.append(text.empty() ? "" : ", ").append(row.name);
  return text;
}

}  // namespace sallyport::http
