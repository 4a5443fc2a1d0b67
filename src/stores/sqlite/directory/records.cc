#include "stores/sqlite/directory/records.h"

#include "base/encoding.h"
#include "base/json.h"
#include "stores/sqlite/directory/fields_of_apps.h"
#include "stores/sqlite/directory/fields_of_grants.h"
#include "stores/sqlite/directory/fields_of_people.h"
#include "stores/sqlite/directory/fields_of_policies.h"

namespace sallyport::stores {
namespace {

using namespace entra;
using namespace oidc::op;

class Writer {
 public:
  void field(std::string_view name, const auto& value) { object_.set(name, value_of(value)); }
  void later(std::string_view name, const auto& value) { field(name, value); }
  void bytes(std::string_view name, std::string_view value) { object_.set(name, base64_encode(value)); }
  void bytes(std::string_view name, const Secret& value) { bytes(name, value.reveal()); }

  template <class Record>
  static json::Object write(const Record& record) {
    Writer writer;
    Fields<Record>::walk(writer, record);
    return std::move(writer.object_);
  }

 private:
  static json::Value value_of(const std::string& text) { return text; }
  static json::Value value_of(bool flag) { return flag; }
  static json::Value value_of(int number) { return number; }
  static json::Value value_of(std::int64_t number) { return number; }
  static json::Value value_of(UnixTime time) { return time.seconds; }
  static json::Value value_of(Platform platform) { return name_of(platform); }
  static json::Value value_of(SignInAudience audience) { return static_cast<int>(audience); }
  static json::Value value_of(GroupClaims claims) { return static_cast<int>(claims); }
  static json::Value value_of(PermissionKind kind) { return static_cast<int>(kind); }
  static json::Value value_of(UserType type) { return static_cast<int>(type); }
  static json::Value value_of(DirectoryRole role) { return static_cast<int>(role); }
  static json::Value value_of(PrincipalKind kind) { return static_cast<int>(kind); }
  static json::Value value_of(DeletedKind kind) { return static_cast<int>(kind); }
  static json::Value value_of(PolicyState state) { return static_cast<int>(state); }
  static json::Value value_of(ClientKind kind) { return static_cast<int>(kind); }
  static json::Value value_of(GrantControl control) { return static_cast<int>(control); }
  static json::Value value_of(GrantOperator op) { return static_cast<int>(op); }
  static json::Value value_of(FrequencyUnit unit) { return static_cast<int>(unit); }
  static json::Value value_of(const http::IpNetwork& network) { return network.print(); }
  static json::Value value_of(const TotpSecret& totp) { return base64_encode(totp.value.reveal()); }
  static json::Value value_of(const Secret& secret) { return secret.reveal(); }
  static json::Value value_of(const std::optional<oidc::CodeChallenge>& challenge) {
    return challenge ? challenge->value : std::string();
  }
  template <class Tag>
  static json::Value value_of(const Tagged<Tag>& id) {
    return id.value;
  }
  template <class T>
  static json::Value value_of(const std::optional<T>& value) {
    return value ? value_of(*value) : json::Value();
  }
  template <class T>
  static json::Value value_of(const std::vector<T>& values) {
    json::Array array;
    for (const T& value : values) array.push_back(value_of(value));
    return array;
  }
  template <class Record>
  static json::Value value_of(const Record& record) {
    return write(record);
  }

  json::Object object_;
};

// Reads a record. It fails as a whole if one field is missing or has another type.
class Reader {
 public:
  void field(std::string_view name, auto& value) {
    const json::Value* found = object_.find(name);
    good_ = good_ && found != nullptr && read(*found, value);
  }
  void later(std::string_view name, auto& value) {
    const json::Value* found = object_.find(name);
    good_ = good_ && (found == nullptr || read(*found, value));
  }
  void bytes(std::string_view name, std::string& value) {
    std::string text;
    field(name, text);
    const auto decoded = base64_decode(text);
    good_ = good_ && decoded;
    value = decoded.value_or("");
  }
  void bytes(std::string_view name, Secret& value) {
    std::string plain;
    bytes(name, plain);
    value = Secret(std::move(plain));
  }

  template <class Record>
  static bool read(const json::Object& object, Record& record) {
    Reader reader(object);
    Fields<Record>::walk(reader, record);
    return reader.good_;
  }

 private:
  explicit Reader(const json::Object& object) : object_(object) {}

  template <class T>
  static bool take(const T* found, T& value) {
    if (found != nullptr) value = *found;
    return found != nullptr;
  }
  // `count` is the number of enumerators, whose values begin at 0.
  template <class Enum>
  static bool take(const json::Value& from, Enum& value, std::int64_t count) {
    const std::int64_t* number = from.as_integer();
    if (number == nullptr || *number < 0 || *number >= count) return false;
    value = static_cast<Enum>(*number);
    return true;
  }

  static bool read(const json::Value& from, std::string& text) { return take(from.as_string(), text); }
  static bool read(const json::Value& from, bool& flag) { return take(from.as_bool(), flag); }
  static bool read(const json::Value& from, std::int64_t& number) { return take(from.as_integer(), number); }
  static bool read(const json::Value& from, UnixTime& time) { return read(from, time.seconds); }
  static bool read(const json::Value& from, SignInAudience& audience) { return take(from, audience, 4); }
  static bool read(const json::Value& from, GroupClaims& claims) { return take(from, claims, 5); }
  static bool read(const json::Value& from, PermissionKind& kind) { return take(from, kind, 2); }
  static bool read(const json::Value& from, UserType& type) { return take(from, type, 2); }
  static bool read(const json::Value& from, DirectoryRole& role) { return take(from, role, 4); }
  static bool read(const json::Value& from, PrincipalKind& kind) { return take(from, kind, 3); }
  static bool read(const json::Value& from, DeletedKind& kind) { return take(from, kind, 3); }
  static bool read(const json::Value& from, PolicyState& state) { return take(from, state, 3); }
  static bool read(const json::Value& from, ClientKind& kind) { return take(from, kind, 4); }
  static bool read(const json::Value& from, GrantControl& control) { return take(from, control, 5); }
  static bool read(const json::Value& from, GrantOperator& op) { return take(from, op, 2); }
  static bool read(const json::Value& from, FrequencyUnit& unit) { return take(from, unit, 2); }
  static bool read(const json::Value& from, http::IpNetwork& network) {
    const auto* text = from.as_string();
    const auto parsed = text != nullptr ? http::IpNetwork::parse(*text) : std::nullopt;
    if (parsed) network = *parsed;
    return parsed.has_value();
  }
  static bool read(const json::Value& from, TotpSecret& totp) {
    std::string text;
    if (!read(from, text)) return false;
    auto decoded = base64_decode(text);
    if (!decoded) return false;
    totp.value = Secret(*std::move(decoded));
    return true;
  }
  static bool read(const json::Value& from, int& number) { return take(from, number, 1 << 16); }
  static bool read(const json::Value& from, Platform& platform) {
    const auto* name = from.as_string();
    const auto known = name != nullptr ? parse_platform(*name) : std::nullopt;
    if (known) platform = *known;
    return known.has_value();
  }
  static bool read(const json::Value& from, Secret& secret) {
    std::string text;
    const bool good = read(from, text);
    secret = Secret(std::move(text));
    return good;
  }
  static bool read(const json::Value& from, std::optional<oidc::CodeChallenge>& challenge) {
    std::string text;
    const bool good = read(from, text);
    if (!text.empty()) challenge = oidc::CodeChallenge{std::move(text)};
    return good;
  }
  template <class Tag>
  static bool read(const json::Value& from, Tagged<Tag>& id) {
    return read(from, id.value);
  }
  template <class T>
  static bool read(const json::Value& from, std::optional<T>& value) {
    value.reset();
    return from.is_null() || read(from, value.emplace());
  }
  template <class T>
  static bool read(const json::Value& from, std::vector<T>& values) {
    const json::Array* array = from.as_array();
    if (array == nullptr) return false;
    for (const json::Value& each : *array)
      if (!read(each, values.emplace_back())) return false;
    return true;
  }
  template <class Record>
  static bool read(const json::Value& from, Record& record) {
    return from.as_object() != nullptr && read(*from.as_object(), record);
  }

  const json::Object& object_;
  bool good_ = true;
};

}  // namespace

template <class Record>
std::string print_record(const Record& record) {
  return json::print(Writer::write(record));
}

template <class Record>
Result<Record> parse_record(std::string_view text) {
  const auto object = json::parse_object(text);
  if (!object) return failure(Kind::unavailable, "sql_value", "", std::string(object.error().reason));
  Record record;
  if (!Reader::read(*object, record)) return failure(Kind::unavailable, "sql_value");
  return record;
}

#define SALLYPORT_RECORD(Record)                    \
  template std::string print_record(const Record&); \
  template Result<Record> parse_record(std::string_view)

SALLYPORT_RECORD(Tenant);
SALLYPORT_RECORD(User);
SALLYPORT_RECORD(Group);
SALLYPORT_RECORD(AppRegistration);
SALLYPORT_RECORD(ServicePrincipal);
SALLYPORT_RECORD(Consent);
SALLYPORT_RECORD(DeletedItem);
SALLYPORT_RECORD(NamedLocation);
SALLYPORT_RECORD(ConditionalAccessPolicy);
SALLYPORT_RECORD(AppOf010);
SALLYPORT_RECORD(AuthorizationCode);
SALLYPORT_RECORD(RefreshToken);
SALLYPORT_RECORD(DeviceRequest);
SALLYPORT_RECORD(SignIn);
SALLYPORT_RECORD(KeySet);

#undef SALLYPORT_RECORD

}  // namespace sallyport::stores
