// The declarations of single commands.
#pragma once

#include "app/front/declare_commands.h"

namespace affekt {

// From a config to a model, and its steps: declare_steps.cpp
CLI::App* declare_run(CLI::App& app, ParsedValues& values);
CLI::App* declare_sweep(CLI::App& app, ParsedValues& values);
CLI::App* declare_prepare(CLI::App& app, ParsedValues& values);
CLI::App* declare_train(CLI::App& app, ParsedValues& values);
CLI::App* declare_evaluate(CLI::App& app, ParsedValues& values);
CLI::App* declare_export(CLI::App& app, ParsedValues& values);

// Exported models at work: declare_players.cpp
CLI::App* declare_recommend(CLI::App& app, ParsedValues& values);
CLI::App* declare_serve(CLI::App& app, ParsedValues& values);
CLI::App* declare_spotify(CLI::App& app, ParsedValues& values);
CLI::App* declare_export_site(CLI::App& app, ParsedValues& values);

// About runs, configs and machines: declare_tools.cpp
CLI::App* declare_compare(CLI::App& app, ParsedValues& values);
CLI::App* declare_list(CLI::App& app, ParsedValues& values);
CLI::App* declare_verify(CLI::App& app, ParsedValues& values);
CLI::App* declare_reproduce(CLI::App& app, ParsedValues& values);
CLI::App* declare_config(CLI::App& app, ParsedValues& values);
CLI::App* declare_doctor(CLI::App& app, ParsedValues& values);
CLI::App* declare_completion(CLI::App& app, ParsedValues& values);
CLI::App* declare_man(CLI::App& app);
CLI::App* declare_demo_data(CLI::App& app, ParsedValues& values);

}  // namespace affekt
