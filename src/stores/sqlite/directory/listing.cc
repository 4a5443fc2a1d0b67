#include "stores/sqlite/directory/listing.h"

#include <algorithm>
#include <deque>

#include "entra/name_index.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {
namespace {

using entra::Order;
using entra::PagePlace;
using entra::PageRequest;

// Above every text that begins with the prefix, because UTF-8 has no byte 0xff.
std::string end_of_prefix(const std::string& prefix) {
  return prefix + '\xff';
}

// The text of a statement while it is put together, with the values of its parameters.
class Statement {
 public:
  Statement& text(std::initializer_list<std::string_view> pieces) {
    for (const std::string_view piece : pieces) sql_ += piece;
    return *this;
  }
  Statement& value(std::string text) {
    texts_.push_back(std::move(text));
    parameters_.emplace_back(std::string_view(texts_.back()));
    return *this;
  }
  Statement& value(std::int64_t number) {
    parameters_.emplace_back(number);
    return *this;
  }
  const std::string& sql() const { return sql_; }
  const Parameters& parameters() const { return parameters_; }

 private:
  std::string sql_;
  std::deque<std::string> texts_;  // a deque, so that the views of the parameters stay valid
  Parameters parameters_;
};

// The ordinals of the rows that have a word for each piece of the search.
void add_hits(Statement& statement, const Listed& listed, const TenantId& tenant,
              const std::vector<std::string>& pieces) {
  bool first = true;
  for (const std::string& piece : pieces) {
    statement.text({first ? "" : " INTERSECT ", "SELECT item FROM ", listed.words,
                    " WHERE tenant = ? AND word >= ? AND word < ?"});
    statement.value(tenant.value).value(piece).value(end_of_prefix(piece));
    first = false;
  }
}

void add_conditions(Statement& statement, const Listed& listed, const TenantId& tenant, const PageRequest& request) {
  statement.text({" WHERE tenant = ?"}).value(tenant.value);
  if (!request.name.empty()) statement.text({" AND display = ?"}).value(entra::fold_name(request.name));
  if (!request.name_prefix.empty()) {
    const std::string prefix = entra::fold_name(request.name_prefix);
    statement.text({" AND display >= ? AND display < ?"}).value(prefix).value(end_of_prefix(prefix));
  }
  if (!request.owner.empty())
    statement.text({" AND client_id IN (SELECT client_id FROM application_owner WHERE owner = ?)"})
        .value(request.owner.value);
  const auto pieces = entra::search_pieces(request.search);
  if (pieces.empty()) return;
  statement.text({" AND ordinal IN ("});
  add_hits(statement, listed, tenant, pieces);
  statement.text({")"});
}

bool is_only_search(const PageRequest& request) {
  return !entra::search_pieces(request.search).empty() && request.name.empty() && request.name_prefix.empty() &&
         request.owner.empty();
}

// The table of words alone answers a search in the order of creation, without a look at the rows.
void add_keys_of_search(Statement& statement, const Listed& listed, const TenantId& tenant,
                        const PageRequest& request) {
  statement.text({"SELECT DISTINCT item AS ordinal FROM ("});
  add_hits(statement, listed, tenant, entra::search_pieces(request.search));
  statement.text({")"});
}

// The index by display name is covering: it has the tenant, the name and the ordinal.
void add_keys_of_table(Statement& statement, const Listed& listed, const TenantId& tenant, const PageRequest& request) {
  const bool by_display = request.order == Order::name || !request.name.empty() || !request.name_prefix.empty();
  statement.text({"SELECT ordinal FROM ", listed.table});
  if (by_display && request.owner.empty()) statement.text({" INDEXED BY ", listed.by_display});
  add_conditions(statement, listed, tenant, request);
}

Statement page_statement(const Listed& listed, const TenantId& tenant, const PageRequest& request,
                         const std::optional<PagePlace>& after) {
  const bool by_name = request.order == Order::name;
  Statement statement;
  statement.text({"SELECT full.ordinal, full.display, full.body FROM ("});
  if (is_only_search(request) && !by_name) {
    add_keys_of_search(statement, listed, tenant, request);
    if (after) statement.text({" WHERE item > ?"}).value(after->number);
    statement.text({" ORDER BY item"});
  } else {
    add_keys_of_table(statement, listed, tenant, request);
    if (after && by_name)
      statement.text({" AND (display, ordinal) > (?, ?)"}).value(after->name).value(after->number);
    else if (after)
      statement.text({" AND ordinal > ?"}).value(after->number);
    statement.text({by_name ? " ORDER BY display, ordinal" : " ORDER BY ordinal"});
  }
  statement.text({" LIMIT ?) AS key JOIN ", listed.table, " AS full USING (ordinal) ORDER BY ",
                  by_name ? "full.display, full.ordinal" : "full.ordinal"});
  statement.value(static_cast<std::int64_t>(request.limit) + 1);  // one more shows whether there is another page
  return statement;
}

Result<std::size_t> count_rows(Connection& connection, const Listed& listed, const TenantId& tenant,
                               const PageRequest& request) {
  Statement statement;
  statement.text({"SELECT count(*) FROM ("});
  if (is_only_search(request))
    add_keys_of_search(statement, listed, tenant, request);
  else
    add_keys_of_table(statement, listed, tenant, request);
  statement.text({")"});
  std::size_t count = 0;
  SALLYPORT_CHECK(connection.query(statement.sql(), statement.parameters(), [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto number, row.integer(0));
    count = static_cast<std::size_t>(number);
    return {};
  }));
  return count;
}

}  // namespace

Result<entra::Page<std::string>> list_bodies_of(Connection& connection, const Listed& listed, const TenantId& tenant,
                                                const PageRequest& request) {
  SALLYPORT_TRY(const auto after, entra::check_page(request));
  const bool by_name = request.order == Order::name;
  const Statement statement = page_statement(listed, tenant, request, after);
  entra::Page<std::string> page;
  PagePlace last;
  bool more = false;
  SALLYPORT_CHECK(connection.query(statement.sql(), statement.parameters(), [&](const Row& row) -> Result<void> {
    more = page.rows.size() == request.limit;
    if (more) return {};
    SALLYPORT_TRY(last.number, row.integer(0));
    if (by_name) {
      SALLYPORT_TRY(last.name, row.text(1));
    }
    SALLYPORT_TRY(auto body, row.text(2));
    page.rows.push_back(std::move(body));
    return {};
  }));
  if (more) page.next = entra::print_place(last);
  if (request.count) {
    SALLYPORT_TRY(page.count, count_rows(connection, listed, tenant, request));
  }
  return page;
}

Result<void> add_words(Connection& connection, const Listed& listed, const TenantId& tenant,
                       const std::vector<std::string>& words) {
  // The table of words has no rowid, so last_insert_rowid() stays that of the row.
  const std::string sql =
      joined({"INSERT INTO ", listed.words, " (tenant, word, item) VALUES (?, ?, last_insert_rowid())"});
  for (const std::string& word : words) SALLYPORT_CHECK(connection.run(sql, {tenant, word}));
  return {};
}

Result<void> change_words(Connection& connection, const Listed& listed, const TenantId& tenant, std::int64_t ordinal,
                          const std::vector<std::string>& before, const std::vector<std::string>& after) {
  if (before == after) return {};
  const std::string remove = joined({"DELETE FROM ", listed.words, " WHERE tenant = ? AND word = ? AND item = ?"});
  for (const std::string& word : before) SALLYPORT_CHECK(connection.run(remove, {tenant, word, ordinal}));
  const std::string add = joined({"INSERT INTO ", listed.words, " (tenant, word, item) VALUES (?, ?, ?)"});
  for (const std::string& word : after) SALLYPORT_CHECK(connection.run(add, {tenant, word, ordinal}));
  return {};
}

}  // namespace sallyport::stores
