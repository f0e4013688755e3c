"""
The tables that bench.py prints at the end of its rounds.
"""
import statistics


def print_rates(rates):
    for measure, values in rates.items():
        print(f"  {measure:16}", *[f"{value:8.0f}" for value in values], f"   median {statistics.median(values):8.0f}")
    for other in ("LOAD DATA", "dlt tuned"):
        for measure in ("end to end", "three loaders"):
            if other in rates:
                ratios = [mine / its for mine, its in zip(rates[measure], rates[other])]
                print(f"  {measure + ' / ' + other:25}", *[f"{ratio:6.2f}" for ratio in ratios], f"   median {statistics.median(ratios):6.2f}")


def print_costs(seconds, first_page, costs):
    print(f"\nend to end, the last round: {seconds:.2f} s; the extractor's first page was out after {first_page:.2f} s")
    print("CPU seconds and peak memory of each process")
    for name, cpu, megabytes in costs:
        print(f"  {name:10} {cpu:6.2f} s {megabytes:6.0f} MiB")
