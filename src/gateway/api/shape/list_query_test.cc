#include "gateway/api/shape/list_query.h"

#include <gtest/gtest.h>

#include <array>

#include "base/encoding.h"
#include "base/reason_of.h"
#include "gateway/api/shape/list_cursor.h"

namespace sallyport::gateway {
namespace {

constexpr std::array<std::string_view, 2> kFilters{"team", "isBot"};
constexpr std::array<std::string_view, 3> kFields{"owners", "teams", "roles"};
const std::vector<std::string> kKeys{"a", "b", "c", "d", "e"};

Result<ListQuery> read(std::string_view query, std::string_view list = "teams") {
  return parse_list_query(*http::Form::parse(query), list, kFilters);
}

// The keys of the page, and its ends.
std::string page(std::string_view query) {
  const ListQuery asked = *read(query);
  const PageRange range = page_of(kKeys, asked);
  std::string out;
  for (std::size_t i = range.first; i < range.last; ++i) out += kKeys[i];
  const Paging paging = paging_of(kKeys, range);
  return out + " before " + paging.before.value_or("-") + " after " + paging.after.value_or("-");
}

std::string cursor(std::string_view query, std::string_view key) {
  return print_cursor(read(query)->list, key);
}

TEST(ListQuery, HasTenEntriesOfThoseNotDeletedUnlessSaidOtherwise) {
  const ListQuery asked = *read("");
  EXPECT_EQ(asked.limit, 10U);
  EXPECT_EQ(asked.include, Include::non_deleted);
  EXPECT_FALSE(asked.after);
  EXPECT_FALSE(asked.before);
}

TEST(ListQuery, TheLimitIsFrom0To1000) {
  EXPECT_EQ(read("limit=0")->limit, 0U);
  EXPECT_EQ(read("limit=1000")->limit, 1000U);
  for (const std::string_view text : {"limit=1001", "limit=-1", "limit=x", "limit=1.5", "limit=99999999999999999999"})
    EXPECT_EQ(reason_of(read(text)), "list_limit") << text;
  EXPECT_EQ(reason_of(read("limit=1&limit=2")), "form_duplicate");
}

TEST(ListQuery, IncludeIsOneOfThree) {
  EXPECT_EQ(read("include=all")->include, Include::all);
  EXPECT_EQ(read("include=deleted")->include, Include::deleted);
  EXPECT_EQ(read("include=non-deleted")->include, Include::non_deleted);
  EXPECT_EQ(reason_of(read("include=ALL")), "list_include");
  EXPECT_TRUE(is_included(Include::all, true));
  EXPECT_FALSE(is_included(Include::deleted, false));
  EXPECT_FALSE(is_included(Include::non_deleted, true));
}

TEST(ListPages, GoForwardAndBackward) {
  EXPECT_EQ(page("limit=2"), "ab before - after b");
  EXPECT_EQ(page("limit=2&after=" + cursor("", "b")), "cd before c after d");
  EXPECT_EQ(page("limit=2&after=" + cursor("", "d")), "e before e after -");
  EXPECT_EQ(page("limit=2&before=" + cursor("", "e")), "cd before c after d");
  EXPECT_EQ(page("limit=2&before=" + cursor("", "c")), "ab before - after b");
  EXPECT_EQ(page("limit=5"), "abcde before - after -");
}

TEST(ListPages, GoOnWhereAnEntryIsGone) {
  EXPECT_EQ(page("limit=2&after=" + cursor("", "bb")), "cd before c after d");
  EXPECT_EQ(page("limit=2&before=" + cursor("", "bb")), "ab before - after b");
  EXPECT_EQ(page("limit=2&after=" + cursor("", "zz")), " before - after -");
}

TEST(ListPages, ALimitOf0AsksOnlyForTheTotal) {
  EXPECT_EQ(page("limit=0"), " before - after -");
  const ListQuery asked = *read("limit=0");
  EXPECT_EQ(json::print(print_list(asked, {}, paging_of(kKeys, page_of(kKeys, asked)))),
            R"({"data":[],"paging":{"total":5}})");
}

TEST(ListCursor, BelongsToOneListWithItsFilters) {
  EXPECT_EQ(read("team=x&after=" + cursor("team=x", "b"))->after, "b");
  EXPECT_EQ(reason_of(read("team=y&after=" + cursor("team=x", "b"))), "list_cursor");
  EXPECT_EQ(reason_of(read("include=all&after=" + cursor("", "b"))), "list_cursor");
  EXPECT_EQ(reason_of(read("after=" + cursor("", "b"), "roles")), "list_cursor");
  EXPECT_EQ(read("limit=7&after=" + cursor("limit=3", "b"))->after, "b");  // the page's size may change
}

TEST(ListCursor, AForgedOneIsRefused) {
  const std::string good = cursor("", "b");
  std::string other_key = *base64url_decode(good);
  other_key.back() = 'c';
  std::string other_version = *base64url_decode(good);
  other_version.front() = '2';
  for (const std::string& text :
       {good + "A", good.substr(1), std::string("b"), std::string("null"), base64url_encode(other_key),
        base64url_encode(other_version), base64url_encode("1"), std::string(5000, 'A')})
    EXPECT_EQ(reason_of(read("after=" + text)), "list_cursor") << text;
  EXPECT_EQ(reason_of(read("after=" + good + "&before=" + good)), "list_cursor");
}

TEST(ListCursor, KeepsEveryKey) {
  for (const std::string& key : {std::string(), std::string("Döner / 50 %"), std::string(kMaxCursorKey, 'x')})
    EXPECT_EQ(parse_cursor("l", print_cursor("l", key)).value(), key);
}

TEST(ListFields, AreKnownByName) {
  const auto fields = [](std::string_view text) { return Fields::parse(*http::Form::parse(text), kFields); };
  EXPECT_TRUE(fields("fields=owners,%20roles")->has("roles"));
  EXPECT_FALSE(fields("fields=owners,roles")->has("teams"));
  EXPECT_FALSE(fields("")->has("owners"));
  EXPECT_TRUE(fields("fields=*")->has("teams"));
  EXPECT_FALSE(fields("fields=")->has("teams"));
  EXPECT_EQ(reason_of(fields("fields=owners,password")), "list_fields");
  EXPECT_EQ(fields("fields=password").error().detail, "Invalid field name password");
}

}  // namespace
}  // namespace sallyport::gateway
