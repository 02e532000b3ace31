// What `verify` and `reproduce` have looked at: one line a check, with what was expected and what is there.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace affekt {

enum class CheckOutcome {
  kOk,
  kDiffers,      // what was kept is not met
  kBroken,       // a file can't be read
  kNotPossible,  // a file was not kept, or can't tell
};

struct Check {
  std::string what;
  CheckOutcome outcome = CheckOutcome::kOk;
  std::string details;  // of what is not ok: "expected ..., got ..."; may be empty
};

class CheckList {
 public:
  void add(Check check) { checks_.push_back(std::move(check)); }
  void add_ok(const std::string& what, const std::string& details = "");
  void add_difference(const std::string& what, const std::string& expected, const std::string& got);
  void add_broken(const std::string& what, const std::string& why);
  void add_impossible(const std::string& what, const std::string& why);
  /// "not possible: file not kept (NAME)"
  void add_not_kept(const std::string& what, const std::string& file_name);
  /// Two texts that must be equal, such as digests.
  void compare(const std::string& what, const std::string& expected, const std::string& got);

  const std::vector<Check>& checks() const { return checks_; }
  int count(CheckOutcome outcome) const;

 private:
  std::vector<Check> checks_;
};

/// A table for a terminal: outcome, check, details; and a line that counts them.
std::string render_checks(const CheckList& list);

/// {"checks": [{"check", "outcome": "ok" | "differs" | "broken" | "not possible", "details"}], "counts":
/// {"ok", "differs", "broken", "not possible"}}
nlohmann::json to_json(const CheckList& list);

/// Nothing if something was checked and all of that is ok.
/// @param subject  "experiments/fer2013_cnn", to begin messages with
/// @throws ArtifactError: something is broken, or nothing could be checked; NotReproduced: something differs
void require_agreement(const CheckList& list, const std::string& subject);

}  // namespace affekt
