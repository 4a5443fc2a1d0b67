#include "app/run/local_authority.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/os/secret_file.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace sallyport::app {
namespace {

constexpr Seconds kLife{825 * 86400};
constexpr Seconds kRenewBefore{30 * 86400};

std::string file_stem(const std::string& data_dir, const std::vector<std::string>& names) {
  if (names.empty()) return data_dir + "/ca";
  std::string all;
  for (const std::string& name : names) all += name + " ";
  return data_dir + "/ca-" + crypto::token_name(all);
}

crypto::CertificateRequest request_for(std::string common_name, const std::vector<std::string>& names, UnixTime now) {
  crypto::CertificateRequest request{
      std::move(common_name), {"localhost"}, {"127.0.0.1", "::1"}, now - Seconds(3600), now + kLife};
  for (const std::string& name : names) {
    const bool address =
        name.find_first_not_of("0123456789.") == std::string::npos || name.find(':') != std::string::npos;
    (address ? request.ip_addresses : request.dns_names).push_back(name);
  }
  return request;
}

std::optional<std::string> read_authority_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// Everything that is read or made for one data folder and one list of names.
class Files {
 public:
  Files(const std::string& data_dir, const std::vector<std::string>& names, UnixTime now, Random& random)
      : stem_(file_stem(data_dir, names)), names_(names), now_(now), random_(random) {}

  Result<LocalAuthority> load() {
    const auto pem = read_authority_file(ca_file());
    if (!pem) return make();
    SALLYPORT_TRY(auto authority, crypto::Certificate::from_pem(*pem));
    if (ends_soon(authority)) return make();
    auto server = read_server();
    if (!server) {
      const auto key_pem = read_authority_file(old_key_file());
      if (!key_pem) return make();
      SALLYPORT_TRY(const auto key, crypto::PrivateKey::from_pem(Secret(*key_pem)));
      SALLYPORT_TRY(server, make_server(authority, key));
      std::filesystem::remove(old_key_file());
    }
    SALLYPORT_TRY(const auto leaf, crypto::Certificate::from_pem(server->certificate_pem));
    if (ends_soon(leaf)) return make();
    return LocalAuthority{std::move(authority), ca_file(), *std::move(server)};
  }

 private:
  std::string ca_file() const { return stem_ + ".pem"; }
  std::string old_key_file() const { return stem_ + "-key.pem"; }
  std::string server_file() const { return stem_ + "-server.pem"; }
  std::string server_key_file() const { return stem_ + "-server-key.pem"; }

  bool ends_soon(const crypto::Certificate& certificate) const { return certificate.not_after() < now_ + kRenewBefore; }

  std::optional<net::TlsIdentity> read_server() const {
    auto certificate = read_authority_file(server_file());
    auto key = read_authority_file(server_key_file());
    if (!certificate || !key) return std::nullopt;
    return net::TlsIdentity{*std::move(certificate), Secret(*std::move(key))};
  }

  Result<LocalAuthority> make() {
    std::filesystem::remove(ca_file());  // no stop halfway leaves an authority beside another one's server
    const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
    SALLYPORT_TRY(auto authority,
                  crypto::make_authority(request_for("Sallyport local directory CA", names_, now_), key));
    SALLYPORT_TRY(auto server, make_server(authority, key));
    SALLYPORT_CHECK(write_private_file(ca_file(), authority.to_pem(), random_));  // if it exists, all exist
    return LocalAuthority{std::move(authority), ca_file(), std::move(server)};
  }

  Result<net::TlsIdentity> make_server(const crypto::Certificate& authority, const crypto::PrivateKey& authority_key) {
    const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
    SALLYPORT_TRY(const auto leaf, crypto::make_leaf(request_for("localhost", names_, now_), key.public_key(),
                                                     authority, authority_key));
    net::TlsIdentity server{leaf.to_pem(), key.to_pem()};
    SALLYPORT_CHECK(write_private_file(server_key_file(), server.key_pem.reveal(), random_));
    SALLYPORT_CHECK(write_private_file(server_file(), server.certificate_pem, random_));
    return server;
  }

  const std::string stem_;
  const std::vector<std::string>& names_;
  const UnixTime now_;
  Random& random_;
};

}  // namespace

Result<LocalAuthority> load_local_authority(const std::string& data_dir, const std::vector<std::string>& names,
                                            UnixTime now, Random& random) {
  SALLYPORT_CHECK(ensure_data_dir(data_dir));
  return Files(data_dir, names, now, random).load();
}

std::string print_thumbprint(const crypto::Certificate& certificate) {
  const std::string hex = hex_encode(certificate.sha256_thumbprint());
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    if (i > 0) text += ':';
    text += static_cast<char>(std::toupper(hex[i]));
    text += static_cast<char>(std::toupper(hex[i + 1]));
  }
  return text;
}

}  // namespace sallyport::app
