"""All projects together: where they would go under the places' capacities, how good that is proven to be, and what one
unit more of a capacity would be worth. A study for planners; nothing is assigned by it."""
