#include "http/route_table.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sallyport::http {
namespace {

struct ProductRows {
  enum class Who { everybody, administrators };
  using Label = std::string_view;
  using Traits = bool;
  using Function = int (*)();
};
using ProductRow = Route<ProductRows>;

template <int N>
int answer() {
  return N;
}

constexpr ProductRow row(Methods methods, PathTemplate path, ProductRows::Function function,
                         Precedence precedence = Precedence::ours) {
  return {.methods = methods,
          .path = path,
          .who = ProductRows::Who::everybody,
          .runs = Runs::on_loop,
          .precedence = precedence,
          .function = function};
}

constexpr RouteTable kTable{std::to_array<ProductRow>({
    row(Method::get, "/", answer<1>, Precedence::unless_routed),
    row(Method::get, "/v1.0/me", answer<2>),
    row(Method::get, "/v1.0/users/{id:guid}", answer<3>),
    row(Method::patch | Method::delete_, "/v1.0/users/{user:guid}", answer<4>),
    row(Method::get, "/v1.0/users/{n:number}", answer<5>),
    row(Method::get, "/v1.0/users/{name}", answer<6>),
    row(Method::get, "/v1.0/users/{rest:path}", answer<7>),
    row(Method::post, "/v1.0/users/me", answer<8>),
    row(Method::get, "/{tenant}/keys", answer<9>),
    row(Method::propfind, "/{tenant}/{other}/keys", answer<10>),
})};

int found(Method method, std::string_view path) {
  const auto here = kTable.find(method, path);
  return here.row == nullptr ? 0 : here.row->function();
}

constexpr std::string_view kUser = "/v1.0/users/6f1c4c2e-0c1a-4f5b-9a55-3d9c2a7b1e00";

// Whether a row that leaves out a field compiles. As a template parameter, `T` makes the answer false instead of a
// compiler error.
template <class T>
concept CompilesWhole = requires {
  T{.methods = Method::get,
    .path = "/",
    .who = ProductRows::Who::everybody,
    .runs = Runs::on_loop,
    .function = answer<1>};
};
template <class T>
concept CompilesWithoutWho =
    requires { T{.methods = Method::get, .path = "/", .runs = Runs::on_loop, .function = answer<1>}; };
template <class T>
concept CompilesWithoutRuns =
    requires { T{.methods = Method::get, .path = "/", .who = ProductRows::Who::everybody, .function = answer<1>}; };
template <class T>
concept CompilesWithoutPath = requires {
  T{.methods = Method::get, .who = ProductRows::Who::everybody, .runs = Runs::on_loop, .function = answer<1>};
};

TEST(Route, WhoMayAndWhereItRunsHaveNoDefault) {
  static_assert(CompilesWhole<ProductRow>);  // otherwise the assertions below could not fail
  static_assert(!CompilesWithoutWho<ProductRow>);
  static_assert(!CompilesWithoutRuns<ProductRow>);
  static_assert(!CompilesWithoutPath<ProductRow>);
  static_assert(!std::is_default_constructible_v<Stated<ProductRows::Who>>);
  static_assert(!std::is_constructible_v<Stated<ProductRows::Who>, int>, "who may is one of the product's words");
}

TEST(Route, ABodyIsReadWhereTheMethodGivesItAMeaning) {
  ProductRow one = row(Method::get | Method::post, "/form", answer<1>);
  EXPECT_EQ(one.body_to_read(Method::post), 0u);
  one.body_limit = 100;
  EXPECT_EQ(one.body_to_read(Method::post), 100u);
  EXPECT_EQ(one.body_to_read(Method::propfind), 100u);
  EXPECT_EQ(one.body_to_read(Method::get), 0u);
  EXPECT_EQ(one.body_to_read(Method::delete_), 0u);
}

TEST(RouteTable, TheNarrowerSegmentWins) {
  EXPECT_EQ(found(Method::get, "/"), 1);
  EXPECT_EQ(found(Method::get, "/v1.0/me"), 2);
  EXPECT_EQ(found(Method::get, kUser), 3);
  EXPECT_EQ(found(Method::get, "/v1.0/users/12"), 5);
  EXPECT_EQ(found(Method::get, "/v1.0/users/012"), 6);
  EXPECT_EQ(found(Method::get, "/v1.0/users/alice"), 6);
  EXPECT_EQ(found(Method::get, "/v1.0/users/alice/photo"), 7);
  EXPECT_EQ(found(Method::get, "/v1.0/users/"), 7);
  EXPECT_EQ(found(Method::post, "/v1.0/users/me"), 8);
}

TEST(RouteTable, ABroaderSegmentIsTriedWhereANarrowerOneLeadsNowhere) {
  EXPECT_EQ(found(Method::get, "/v1.0/keys"), 9);
  EXPECT_EQ(found(Method::propfind, "/v1.0/me/keys"), 10);
}

TEST(RouteTable, APathWithoutARowIsNotThere) {
  for (const std::string_view path : {"/v1.0", "/V1.0/me", "/v1.0/me/", "/v1.0/users", "/keys", "//keys", "/a/b", "",
                                      "v1.0/me", "/a/b/c/d/e/f/g/h/i/j"}) {
    const auto here = kTable.find(Method::get, path);
    EXPECT_TRUE(here.rows.empty()) << path;
    EXPECT_EQ(here.row, nullptr) << path;
    EXPECT_TRUE(here.allowed().empty()) << path;
  }
}

TEST(RouteTable, ThePathDecidesBeforeTheMethod) {
  const auto here = kTable.find(Method::put, kUser);
  EXPECT_EQ(here.row, nullptr);
  EXPECT_EQ(print(here.allowed()), "GET, HEAD, PATCH, DELETE");
  // "/v1.0/users/{name}" and "/v1.0/users/{rest:path}" answer GET, but "/v1.0/users/me" is a path of its own.
  EXPECT_EQ(print(kTable.find(Method::get, "/v1.0/users/me").allowed()), "POST");
}

TEST(RouteTable, HeadIsAnsweredByGet) {
  EXPECT_EQ(found(Method::head, "/v1.0/me"), 2);
  EXPECT_EQ(found(Method::head, "/v1.0/users/me"), 0);
}

TEST(RouteTable, ParametersHaveTheNamesOfTheRowThatAnswers) {
  const std::string_view id = kUser.substr(kUser.rfind('/') + 1);
  EXPECT_EQ(kTable.find(Method::get, kUser).parameters["id"], id);
  EXPECT_EQ(kTable.find(Method::delete_, kUser).parameters["user"], id);
  EXPECT_EQ(kTable.find(Method::delete_, kUser).parameters["id"], "");
}

TEST(RouteTable, EveryRowIsFoundByAPathOfItsOwn) {
  for (const ProductRow& one : kTable.rows()) {
    std::string path;
    for (std::size_t i = 0; i < one.path.size(); ++i) {
      const PathTemplate::Shape shape = one.path.shape(i);
      path += "/";
      path += shape.kind == PathTemplate::Kind::literal  ? std::string(shape.literal)
              : shape.kind == PathTemplate::Kind::guid   ? std::string(kUser.substr(kUser.rfind('/') + 1))
              : shape.kind == PathTemplate::Kind::number ? "42"
              : shape.kind == PathTemplate::Kind::path   ? "a/b"
                                                         : "name";
    }
    for (const MethodRow& method : kMethodTable)
      EXPECT_EQ(kTable.find(method.method, path).row == &one, one.methods.contain(method.method)) << path;
  }
}

TEST(RouteTable, KnowsWhatMayLieBelowABeginning) {
  RecordProperty("covers", "HTTP-05");
  EXPECT_TRUE(kTable.has_row_below("/V1.0/"));
  EXPECT_TRUE(kTable.has_row_below("/v1.0/Users/"));
  EXPECT_TRUE(kTable.has_row_below("/anything/"));  // because of "/{tenant}/keys"
  EXPECT_TRUE(kTable.has_row_below("/v1.0/users/a/b/"));
  EXPECT_FALSE(kTable.has_row_below("/a/keys/b/"));
  EXPECT_FALSE(kTable.has_row_below("/a/b/c/"));
}

TEST(RouteTable, RowsThatClashDoNotCompile) {
  using Two = RouteTable<ProductRow, 2>;
  constexpr auto problem = [](ProductRow a, ProductRow b) { return Two::problem_with({a, b}); };
  static_assert(problem(row(Method::get, "/a", answer<1>), row(Method::post, "/a", answer<2>)) == nullptr);
  static_assert(problem(row(Method::get, "/a", answer<1>), row(Method::get, "/b", answer<2>)) == nullptr);
  static_assert(problem(row(Method::get, "/{a}", answer<1>), row(Method::get, "/{a:guid}", answer<2>)) == nullptr);

  const std::string_view clash = "two rows answer the same method and path";
  EXPECT_EQ(problem(row(Method::get, "/a", answer<1>), row(Method::get | Method::post, "/a", answer<2>)), clash);
  EXPECT_EQ(problem(row(Method::get, "/a", answer<1>), row(Method::head, "/a", answer<2>)), clash);
  EXPECT_EQ(problem(row(Method::get, "/{a}/b", answer<1>), row(Method::get, "/{c}/b", answer<2>)), clash);
  EXPECT_EQ(problem(row(Method::get, "/a", answer<1>), row(Method::post, "/a", answer<2>, Precedence::unless_routed)),
            std::string_view("two rows of one path differ in precedence"));
}

TEST(RouteTable, ARowThatCannotBeServedDoesNotCompile) {
  using One = RouteTable<ProductRow, 1>;
  EXPECT_EQ(One::problem_with({row(Methods(), "/a", answer<1>)}), std::string_view("a row names no method"));
  EXPECT_EQ(One::problem_with({row(Method::get, "/a", nullptr)}), std::string_view("a row has no function"));
  for (const Method method : {Method::connect, Method::trace, Method::pri})
    EXPECT_EQ(One::problem_with({row(Method::get | method, "/a", answer<1>)}),
              std::string_view("a row names a method that is never served"));
}

}  // namespace
}  // namespace sallyport::http
