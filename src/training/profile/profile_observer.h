// `--profile`: watches the pieces of work of a training and tells where a step's time goes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "models/network.h"
#include "training/observer.h"

namespace affekt {

struct ProfileOptions {
  std::filesystem::path summary;  // profile.json, written anew behind every epoch
  std::filesystem::path trace;    // behind the first epoch and at the end; empty: none
  std::string unit = "samples";
};

/// The first step is left out: it makes what later ones use. The table is logged behind the first epoch and
/// at the end. On a GPU work is charged to the piece that waits for it.
/// @param network  must live as long
std::unique_ptr<Observer> make_profile_observer(const Network& network, const ProfileOptions& options);

}  // namespace affekt
